//! Ideas: this week's first, each with where it came from and for whom it might be good; and people to get to know.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::customer_form::CustomerForm;
use crate::app::App;
use crate::app::ideas::{IdeaList, Suggested, due_words};
use crate::app::read::Quoted;
use crate::domain::customer::first_name;
use crate::domain::dates;
use crate::domain::ids::RemarkId;
use crate::domain::remark::{RemarkKind, RemarkState, without_marks};
use crate::error::Result;
use crate::text::{clean, clean_lines, cut, fold, search_words, wrap};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::list::Pointer;
use crate::tui::screen::{Context, Flow, Look, Screen};
use crate::tui::text_area::TextArea;
use crate::tui::widgets::{READ_WIDTH, paragraph};

/// The most of each group that is shown; who has more finds them with a filter.
const LIMIT: usize = 200;
/// How many customers an idea might be good for are named.
const GOOD_FOR: usize = 3;
/// The widest it is drawn.
const WIDEST: u16 = 96;

/// What is shown.
pub struct Ideas {
    groups: Vec<(&'static str, Vec<Quoted>)>,
    /// For whom the idea in focus might be good.
    good_for: Option<(RemarkId, Vec<Suggested>)>,
    pointer: Pointer,
    /// Whether what is done or dropped is shown.
    ended: bool,
    filter: TextArea,
    typing: bool,
    today: chrono::NaiveDate,
    /// The item on each row, as last drawn.
    rows: std::cell::RefCell<Vec<Option<usize>>>,
}

impl Default for Ideas {
    fn default() -> Self {
        Self {
            groups: Vec::new(),
            good_for: None,
            pointer: Pointer::default(),
            ended: false,
            filter: TextArea::one_line(""),
            typing: false,
            today: chrono::NaiveDate::MIN,
            rows: Default::default(),
        }
    }
}

impl Ideas {
    fn items(&self) -> impl Iterator<Item = &Quoted> {
        self.groups.iter().flat_map(|(_, items)| items)
    }

    fn focused(&self) -> Option<&Quoted> {
        self.items().nth(self.pointer.at())
    }

    fn load(&mut self, app: &App) -> Result<()> {
        self.today = app.clock().today();
        let IdeaList { this_week, before, later, ended } = app.ideas(LIMIT, self.ended)?;
        let referrals = app.open_referrals(LIMIT)?;
        let words = search_words(&self.filter.text());
        let all = [
            ("This week", this_week),
            ("Still open", before),
            ("Later", later),
            ("They pointed to", referrals),
            ("Done or dropped", ended),
        ];
        self.groups = all
            .into_iter()
            .map(|(title, items)| (title, items.into_iter().filter(|q| holds(q, &words)).collect::<Vec<_>>()))
            .filter(|(_, items)| !items.is_empty())
            .collect();
        let count = self.items().count();
        self.pointer.clamp(count);
        self.load_fit(app)
    }

    /// Looks for whom the idea in focus might be good.
    fn load_fit(&mut self, app: &App) -> Result<()> {
        let focused = self.focused().filter(|q| q.remark.state == Some(RemarkState::Open)).cloned();
        self.good_for = match focused {
            Some(idea) => Some((idea.remark.id, app.good_for(&idea, GOOD_FOR)?)),
            None => None,
        };
        Ok(())
    }

    fn act_on_focused(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let Some(quoted) = self.focused().cloned() else { return Ok(Flow::Stay) };
        let (id, kind) = (quoted.remark.id, quoted.remark.kind);
        match action {
            Action::DoneIdea | Action::Drop | Action::NextWeek if kind == RemarkKind::Referral => {
                let key = context.keymap.key(Scope::Ideas, Action::Open);
                context.tell(format!("{key} makes a customer of whom they pointed to"));
            }
            Action::DoneIdea => {
                let open = quoted.remark.state == Some(RemarkState::Open);
                let state = if open { RemarkState::Done } else { RemarkState::Open };
                context.app.end_idea(id, state)?;
                context.done(if open { "Done" } else { "Open again" });
            }
            Action::Drop => {
                context.app.end_idea(id, RemarkState::Dropped)?;
                context.done("Dropped");
            }
            Action::NextWeek => {
                let carried = context.app.carry_idea(id)?;
                let due = carried.remark.due_on.map(dates::weekday_day).unwrap_or_default();
                context.done(format!("Carried to {due}"));
            }
            Action::Copy => {
                let text = without_marks(&quoted.remark.text);
                *context.copy = Some(format!("{text} ({})", quoted.customer_name));
                context.tell("Copied");
            }
            Action::GoodFor => match self.good_for.as_ref().and_then(|(_, good)| good.first()) {
                Some(good) => return Ok(Flow::Show(good.customer.id)),
                None => context.tell("No other customer comes to mind for this one"),
            },
            Action::Open if kind == RemarkKind::Referral => {
                let by = context.app.book().customer(quoted.remark.customer)?;
                return Ok(Flow::Push(Box::new(CustomerForm::referred(&by, &quoted.remark.text))));
            }
            Action::Open => return Ok(Flow::Show(quoted.remark.customer)),
            _ => {}
        }
        Ok(Flow::Stay)
    }
}

/// Whether every folded word begins a word of the remark or of whose it is.
fn holds(quoted: &Quoted, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let company = quoted.company.as_deref().unwrap_or_default();
    let text = fold(&format!("{} {} {company}", quoted.remark.text, quoted.customer_name));
    words.iter().all(|w| text.split(|c: char| !c.is_alphanumeric()).any(|t| t.starts_with(w.as_str())))
}

impl Screen for Ideas {
    fn scopes(&self) -> &'static [Scope] {
        if self.typing { &[Scope::Finding] } else { &[Scope::Ideas, Scope::List, Scope::Global] }
    }

    fn takes_text(&self) -> bool {
        self.typing
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        if self.typing {
            return None;
        }
        let focused = self.focused();
        if focused.is_some_and(|q| q.remark.kind == RemarkKind::Referral) {
            return Some(vec![
                keymap.word(Scope::Ideas, Action::Open, "add them as a customer"),
                keymap.word(Scope::Ideas, Action::Copy, "copy"),
                keymap.word(Scope::Global, Action::Lift, "I'm down"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]);
        }
        focused.is_none().then(|| {
            vec![
                keymap.word(Scope::Ideas, Action::Ended, "done and dropped"),
                keymap.word(Scope::Global, Action::Lift, "I'm down"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]
        })
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        let focused = self.focused().map(|q| q.remark.id);
        self.load(app)?;
        let there = focused.and_then(|id| self.items().position(|q| q.remark.id == id));
        // What was just done is out of sight; then its neighbor has the keys.
        if let Some(at) = there {
            self.pointer.set(at);
            self.load_fit(app)?;
        }
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let count = self.items().count();
        if self.pointer.moves(action, count) {
            self.load_fit(context.app)?;
            return Ok(Flow::Stay);
        }
        match action {
            Action::Filter => self.typing = true,
            Action::Open if self.typing => self.typing = false,
            Action::Back if self.typing || !self.filter.is_empty() => {
                self.typing = false;
                self.filter.set_text("");
                self.load(context.app)?;
            }
            Action::Back if self.ended => {
                self.ended = false;
                self.load(context.app)?;
            }
            Action::Ended => {
                self.ended = !self.ended;
                self.load(context.app)?;
            }
            _ => return self.act_on_focused(action, context),
        }
        Ok(Flow::Stay)
    }

    fn typed(&mut self, key: KeyEvent, context: &mut Context<'_>) -> Result<Flow> {
        if self.typing && self.filter.key(key) {
            self.pointer.reset();
            self.load(context.app)?;
        }
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, context: &mut Context<'_>) -> Result<Flow> {
        if self.typing && self.filter.paste(text) {
            self.pointer.reset();
            self.load(context.app)?;
        }
        Ok(Flow::Stay)
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        let list = Self::split(context.area).1;
        let row = at.y.checked_sub(list.y).map(usize::from);
        let item = row.and_then(|row| self.rows.borrow().get(row).copied().flatten());
        if let Some(item) = item {
            self.pointer.set(item);
            self.load_fit(context.app)?;
        }
        Ok(Flow::Stay)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, look: &Look<'_>) {
        let (head, list) = Self::split(area);
        self.draw_head(frame, head, look);
        if self.groups.is_empty() {
            crate::tui::chrome::lines(frame, list, self.nothing(usize::from(list.width), look));
            return;
        }
        let all = self.lines(usize::from(list.width), look);
        let room = usize::from(list.height);
        let here = |(item, _): &(Option<usize>, Line<'static>)| *item == Some(self.pointer.at());
        let (first, last) = (all.iter().position(here).unwrap_or(0), all.iter().rposition(here).unwrap_or(0));
        // The one in focus stays in sight, with its title where it is the first of its group.
        let top = (last + 2).saturating_sub(room).min(first.saturating_sub(1)).min(all.len().saturating_sub(room));
        let shown: Vec<(Option<usize>, Line<'static>)> = all.into_iter().skip(top).take(room).collect();
        *self.rows.borrow_mut() = shown.iter().map(|(item, _)| *item).collect();
        crate::tui::chrome::lines(frame, list, shown.into_iter().map(|(_, line)| line).collect());
    }
}

impl Ideas {
    fn split(area: Rect) -> (Rect, Rect) {
        let whole = area.width.min(WIDEST + 8);
        let inner = Rect { x: area.x + (area.width - whole) / 2 + 4, width: whole.saturating_sub(8), ..area };
        let head = Rect { y: inner.y + 1, height: 1, ..inner };
        (head, Rect { y: inner.y + 3, height: inner.height.saturating_sub(3), ..inner })
    }

    fn draw_head(&self, frame: &mut Frame<'_>, area: Rect, look: &Look<'_>) {
        let theme = look.theme;
        if self.typing || !self.filter.is_empty() {
            let (text, x) = self.filter.view(area.width.saturating_sub(3));
            let mut spans =
                vec![Span::styled("/ ", theme.accent), Span::styled(clean(&text).into_owned(), theme.strong())];
            if self.typing {
                frame.set_cursor_position((area.x + 2 + x, area.y));
            } else {
                spans.push(Span::styled("   Esc all", theme.secondary));
            }
            frame.render_widget(Line::from(spans), area);
            return;
        }
        frame.render_widget(Span::styled("What they said, carried to other customers", theme.secondary), area);
    }

    /// Every line, with the item it belongs to.
    fn lines(&self, columns: usize, look: &Look<'_>) -> Vec<(Option<usize>, Line<'static>)> {
        let theme = look.theme;
        let mut all = Vec::new();
        let mut at = 0;
        for (title, items) in &self.groups {
            if !all.is_empty() {
                all.push((None, Line::default()));
            }
            let full = if items.len() == LIMIT { "  the first 200; / finds the others" } else { "" };
            all.push((None, Line::styled(format!("{title}{full}"), theme.secondary)));
            for item in items {
                let here = at == self.pointer.at();
                all.extend(self.item_lines(item, here, columns, look).into_iter().map(|line| (Some(at), line)));
                at += 1;
            }
        }
        all
    }

    fn item_lines(&self, q: &Quoted, here: bool, columns: usize, look: &Look<'_>) -> Vec<Line<'static>> {
        let theme = look.theme;
        let room = columns.saturating_sub(4).clamp(1, READ_WIDTH);
        let ended = q.remark.state.is_some_and(|s| s != RemarkState::Open);
        let style = match (here, ended) {
            (true, _) => theme.text,
            (false, true) => theme.secondary,
            (false, false) => theme.text,
        };
        let edge = || Span::styled(if here { "▎" } else { " " }, theme.accent);
        let mark = match q.remark.state {
            Some(RemarkState::Done) => "✓".to_string(),
            Some(RemarkState::Dropped) => "×".into(),
            _ => q.remark.kind.mark().map(String::from).unwrap_or_default(),
        };
        let mut text = wrap(clean_lines(&without_marks(&q.remark.text)).trim(), room);
        let most = if here { usize::MAX } else { 2 };
        if text.len() > most {
            text.truncate(most);
            if let Some(last) = text.last_mut() {
                *last = cut(&format!("{last} …"), room).into_owned();
            }
        }
        let mut lines: Vec<Line<'static>> = text
            .into_iter()
            .enumerate()
            .map(|(row, line)| {
                let mark = if row == 0 { format!(" {mark} ") } else { "   ".into() };
                Line::from(vec![edge(), Span::styled(mark, theme.accent), Span::styled(line, style)])
            })
            .collect();
        lines.push(self.byline(q, here, edge(), room, theme.secondary, look));
        if here && let Some((_, good)) = self.good_for.as_ref().filter(|(id, _)| *id == q.remark.id) {
            for one in good {
                let name = clean(&one.customer.name).into_owned();
                let company = one.customer.company.as_deref().map(|c| format!(", {}", clean(c))).unwrap_or_default();
                let why = format!("{company}: {}", clean(&one.reasons.join("; ")));
                let left = room.saturating_sub(crate::text::width(&name) + 10);
                lines.push(Line::from(vec![
                    edge(),
                    Span::styled("   good for ", theme.secondary),
                    Span::styled(name, theme.accent),
                    Span::styled(cut(&why, left.max(8)).into_owned(), theme.secondary),
                ]));
            }
        }
        lines
    }

    fn byline(
        &self,
        q: &Quoted,
        here: bool,
        edge: Span<'static>,
        room: usize,
        style: Style,
        look: &Look<'_>,
    ) -> Line<'static> {
        let company = q.company.as_deref().map(|c| format!(", {}", clean(c))).unwrap_or_default();
        let said = dates::ago(q.remark.said_on, self.today);
        let due = due_words(q, self.today);
        let due = if due.is_empty() { due } else { format!(", {due}") };
        let name = clean(&q.customer_name).into_owned();
        let rest = cut(&format!("{company}, {said}{due}"), room.saturating_sub(crate::text::width(&name))).into_owned();
        let name_style = if here { look.theme.text } else { style };
        Line::from(vec![edge, Span::raw("   "), Span::styled(name, name_style), Span::styled(rest, style)])
    }

    fn nothing(&self, columns: usize, look: &Look<'_>) -> Vec<Line<'static>> {
        if !self.filter.is_empty() {
            return vec![Line::styled("Nothing with that.", look.theme.secondary)];
        }
        let theme = look.theme;
        let mut lines = vec![Line::styled("No open ideas.", theme.accent), Line::default()];
        lines.extend(paragraph(
            "Customers tell you what they would do, and what they need. Begin a line of a log with ! and it is an idea \
             to carry to other customers this week; with ? it is a need, and stands on their next call card; with > it is \
             somebody they pointed to.",
            columns,
            theme.text,
        ));
        lines
    }
}

/// The name in a referral, as far as it can be told: the longest run of words that begin with a capital, before the
/// first comma or the like.
pub fn referred_name(text: &str) -> String {
    let line = without_marks(text.lines().next().unwrap_or_default());
    let end = [",", " - ", " – ", " (", ":", " at ", " from ", " who ", " in "]
        .iter()
        .filter_map(|stop| line.find(stop))
        .min()
        .unwrap_or(line.len());
    let words: Vec<&str> = line.get(..end).unwrap_or_default().split_whitespace().collect();
    let capital = |word: &&str| {
        let first = word.chars().next();
        first.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase()) && !LEADS_IN.contains(word)
    };
    let runs = words.split(|word| !capital(word)).filter(|run| !run.is_empty());
    // Of two as long the first: whom they pointed to comes before where that is.
    runs.rev().max_by_key(|run| run.len()).map(|run| run.join(" ")).unwrap_or_default()
}

/// Words with a capital that begin a sentence about somebody rather than a name.
const LEADS_IN: [&str; 12] = ["A", "An", "Ask", "Call", "Her", "His", "My", "Our", "Talk", "The", "Their", "Try"];

/// What stands in the new customer's facts: who pointed to them, and with what words.
pub fn referred_facts(by: &str, text: &str) -> String {
    format!("{} said: {}", first_name(by), without_marks(text))
}

#[cfg(test)]
mod tests {
    use super::referred_name;

    #[test]
    fn the_name_of_a_referral_ends_where_the_story_begins() {
        for (text, name) in [
            ("Kim Lund, Lund Freight", "Kim Lund"),
            ("Kim Lund at Lund Freight", "Kim Lund"),
            ("Dr. Amara Obi – runs the clinic next door", "Dr. Amara Obi"),
            ("Her neighbor Jim Tranter, Tranter Grain", "Jim Tranter"),
            ("佐藤 ハルカ, 佐藤水産", "佐藤 ハルカ"),
            ("her cousin runs a bakery and may want the same", ""),
            ("", ""),
        ] {
            assert_eq!(referred_name(text), name, "{text}");
        }
    }
}
