//! Praise: a reader, not a table. One remark after another with room around it, the focused one in full color.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::ask::Question;
use super::call_which;
use super::kind_words::KindWords;
use super::log_form::LogForm;
use crate::app::App;
use crate::app::customers::Direction;
use crate::app::praise::{PraiseFilter, Quoted};
use crate::domain::dates;
use crate::domain::filter::Filter as Asked;
use crate::domain::ids::RemarkId;
use crate::domain::remark::without_marks;
use crate::error::Result;
use crate::present::praise::{self as words, Note};
use crate::text::{clean, cut, width};
use crate::tui::filter::Filter;
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, TextInput};
use crate::tui::widgets::{Row, flow, quote, said_when, speaker};
use crate::tui::window::{Pages, Sizes, Window};

/// The remarks to read at a time, to hold, and to move with a page key.
const SIZES: Sizes = Sizes { page: 40, held: 160, leap: 5 };

impl Pages for PraiseFilter {
    type Item = Quoted;
    type Id = RemarkId;

    fn id(item: &Quoted) -> RemarkId {
        item.remark.id
    }

    fn page(&self, app: &App, from: Option<&Quoted>, direction: Direction, count: usize) -> Result<Vec<Quoted>> {
        app.praise_page(self, from, direction, count)
    }

    fn find(&self, app: &App, id: &RemarkId) -> Result<Option<Quoted>> {
        // An undo or a deletion may have taken it meanwhile.
        Ok(app.quoted(*id).ok())
    }
}

/// The state of the screen.
pub(crate) struct Praise {
    list: Window<Quoted>,
    filter: PraiseFilter,
    /// The customer, if the screen shows only one customer's praise.
    of: Option<String>,
    words: Filter,
    /// What could not be read of the words.
    problem: Option<String>,
    /// The keys of the words, for which the filter knows the customers.
    keys: Option<Asked>,
    today: chrono::NaiveDate,
    /// Where the last frame drew the remark in focus.
    drawn: std::cell::Cell<Option<Rect>>,
}

impl Default for Praise {
    fn default() -> Self {
        Self {
            list: Window::new(SIZES),
            filter: PraiseFilter::default(),
            of: None,
            words: Filter::default(),
            problem: None,
            keys: None,
            today: chrono::NaiveDate::MIN,
            drawn: std::cell::Cell::default(),
        }
    }
}

impl Praise {
    fn focused(&self) -> Option<&Quoted> {
        self.list.selected()
    }

    fn load_first(&mut self, app: &App) -> Result<()> {
        self.narrow_by_words(app)?;
        self.list.first(&self.filter, app)
    }

    /// Reads the words and keys of the filter, as the book stands now.
    fn narrow_by_words(&mut self, app: &App) -> Result<()> {
        let mut asked = self.words.parsed();
        self.problem = asked.problems.first().cloned();
        // While words are typed, the keys before them mean the same customers.
        let keys = asked.keys();
        let known = self.keys.as_ref() == Some(&keys);
        if known {
            (asked.fields, asked.states) = Default::default();
        }
        let PraiseFilter { customers, words, phrases, .. } = app.praise_narrowed(&asked)?.unwrap_or_default();
        let customers = if known { self.filter.customers.take() } else { customers };
        self.filter = PraiseFilter { customers, words, phrases, ..self.filter.clone() };
        self.keys = Some(keys);
        Ok(())
    }

    fn is_filtered(&self) -> bool {
        self.filter != PraiseFilter::default() || self.words.has_words()
    }

    fn filter_line(&self, cx: &DrawContext<'_>) -> Option<Line<'static>> {
        let theme = cx.theme;
        if !self.is_filtered() {
            return None;
        }
        let mut parts = Vec::new();
        if let Some(name) = &self.of {
            parts.push(format!("by {}", clean(name)));
        }
        if let Some(name) = &self.filter.teammate {
            parts.push(format!("about {}", clean(name)));
        }
        if self.words.has_words() {
            parts.push(format!("with “{}”", clean(&self.words.text())));
        }
        Some(Line::from(vec![
            Span::styled(format!("only {}", parts.join(", ")), theme.text),
            Span::styled("   Esc", theme.accent),
            Span::styled(" all", theme.secondary),
        ]))
    }

    /// Lists the rows of a remark, with its caption below.
    fn block(&self, quoted: &Quoted, row: Row, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let focused = row.is_selected();
        let style = if focused { theme.praise } else { theme.secondary };
        let mut lines = quote(&quoted.remark.text, columns, style);
        let (name, company) = speaker(quoted);
        let who = if focused { theme.text } else { theme.secondary };
        let name = cut(&name, columns.saturating_sub(1)).into_owned();
        let company = cut(&company, columns.saturating_sub(1 + width(&name))).into_owned();
        let mut parts = vec![vec![Span::styled(name, who), Span::styled(company, theme.secondary)]];
        let day = dates::short(quoted.remark.said_on, self.today);
        let when = if focused { format!("{}, {day}", said_when(quoted.remark.said_on, self.today)) } else { day };
        parts.push(vec![Span::styled(when, theme.secondary)]);
        let about = if focused { theme.good } else { theme.secondary };
        let named = quoted.remark.teammates.iter().map(|t| cut(&format!("@{}", clean(t)), columns).into_owned());
        parts.extend(named.map(|name| vec![Span::styled(name, about)]));
        if quoted.remark.starred {
            parts.push(vec![Span::styled("★", theme.accent)]);
        }
        // The caption begins under the first letter, not under the quotation mark.
        lines.extend(flow(parts, 2, columns.saturating_sub(1)).into_iter().map(|mut line| {
            line.spans.insert(0, Span::raw(" "));
            line
        }));
        lines
    }

    /// Finds the remark on each row; the focused one stays in the upper third.
    fn arrange(&self, area: Rect, cx: &DrawContext<'_>) -> Vec<(usize, Line<'static>)> {
        let columns = usize::from(area.width).saturating_sub(2);
        let room = usize::from(area.height);
        let mut above: Vec<(usize, Line<'static>)> = Vec::new();
        let before = room / 3;
        for at in (0..self.list.cursor()).rev() {
            let Some(quoted) = self.list.items().get(at) else { break };
            let mut block: Vec<_> = self.block(quoted, Row::Other, columns, cx).into_iter().map(|l| (at, l)).collect();
            block.push((at, Line::default()));
            // Only whole ones: half a sentence is worse than none.
            if above.len() + block.len() > before {
                break;
            }
            block.append(&mut above);
            above = block;
        }
        let mut rows = above;
        for (at, quoted) in self.list.items().iter().enumerate().skip(self.list.cursor()) {
            if rows.len() >= room {
                break;
            }
            rows.extend(self.block(quoted, Row::at(at, self.list.cursor()), columns, cx).into_iter().map(|l| (at, l)));
            rows.push((at, Line::default()));
        }
        rows.truncate(room);
        rows
    }
}

fn text_area(area: Rect) -> Rect {
    let width = area.width.saturating_sub(8).min(76);
    let x = area.x + 4 + area.width.saturating_sub(124) / 2;
    Rect { x, width, ..area }
}

impl Screen for Praise {
    fn scopes(&self) -> &'static [Scope] {
        if self.words.is_typing() { &[Scope::Finding] } else { &[Scope::Praise, Scope::List, Scope::Global] }
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        if self.list.is_empty() && !self.words.is_typing() && !self.is_filtered() {
            return Some(vec![
                keymap.word(Scope::Praise, Action::KindWords, "keep a kind sentence"),
                keymap.word(Scope::Global, Action::GoToday, "today"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]);
        }
        let quoted = self.focused().filter(|_| !self.words.is_typing())?;
        let mut words = vec![
            keymap.word(Scope::Praise, Action::Open, "open"),
            keymap.word(Scope::Praise, Action::Star, if quoted.remark.starred { "unstar" } else { "star" }),
            keymap.word(
                Scope::Praise,
                Action::ByCustomer,
                if self.filter.customer.is_some() { "all customers" } else { "by customer" },
            ),
        ];
        if self.filter.teammate.is_some() {
            words.push(keymap.word(Scope::Praise, Action::ByTeammate, "all praise"));
        } else if quoted.remark.teammates.is_empty() {
            words.push(keymap.word(Scope::Praise, Action::Call, "call"));
        } else {
            words.push(keymap.word(Scope::Praise, Action::ByTeammate, "by teammate"));
        }
        words.push(keymap.word(Scope::Global, Action::Lift, "I'm down"));
        words.push(keymap.word(Scope::Global, Action::Help, "help"));
        Some(words)
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.today = app.clock().today();
        self.keys = None;
        self.narrow_by_words(app)?;
        self.list.refresh(&self.filter, app)
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if self.list.moves(action, &self.filter, context.app)? {
            return Ok(Flow::Stay);
        }
        match action {
            Action::Filter => self.words.begin(),
            Action::Open if self.words.is_typing() => self.words.keep(),
            Action::Back if self.words.is_typing() => {
                self.words.leave();
                self.load_first(context.app)?;
            }
            Action::Back if self.is_filtered() => {
                self.words.leave();
                (self.filter, self.keys) = (PraiseFilter::default(), None);
                self.of = None;
                self.load_first(context.app)?;
            }
            Action::KindWords => return Ok(Flow::Push(Box::new(KindWords::default()))),
            _ => return self.act_on_focused(action, context),
        }
        Ok(Flow::Stay)
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        let keymap = context.keymap;
        let theme = crate::tui::theme::Theme::mono();
        let cx = DrawContext {
            theme: &theme,
            keymap,
            hours: crate::domain::dates::HourCycle::TwentyFour,
            still: true,
            about: None,
        };
        let area = text_area(context.area);
        let (head, rest) = self.split(area);
        let _ = head;
        let row = usize::from(at.y.saturating_sub(rest.y));
        if at.y >= rest.y
            && let Some((at, _)) = self.arrange(rest, &cx).get(row)
        {
            self.list.select(*at);
        }
        Ok(Flow::Stay)
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        if self.words.is_typing() { Some(self) } else { None }
    }

    fn subject(&self) -> Option<Rect> {
        self.drawn.get()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let area = text_area(area);
        let (head, rest) = self.split(area);
        if self.words.is_typing() {
            let two_rows = Rect { height: 2.min(area.height), ..head };
            self.words.draw_with(frame, two_rows, cx, self.problem.as_deref());
        } else if let Some(line) = self.filter_line(cx) {
            frame.render_widget(line, head);
            if let Some(problem) = self.problem.as_deref().filter(|_| area.height > 2) {
                let said = cut(&clean(problem), usize::from(head.width)).into_owned();
                frame.render_widget(Line::styled(said, cx.theme.secondary), Rect { y: head.y + 1, ..head });
            }
        }
        if self.list.is_empty() {
            crate::tui::chrome::lines(frame, rest, self.nothing(usize::from(rest.width), cx));
            return;
        }
        let rows = self.arrange(rest, cx);
        let focused = |(at, _): &&(usize, Line<'static>)| *at == self.list.cursor();
        let (above, height) =
            (rows.iter().take_while(|row| !focused(row)).count(), rows.iter().filter(focused).count());
        let rows_of = |n: usize| u16::try_from(n).unwrap_or(0);
        self.drawn.set(Some(Rect { y: rest.y + rows_of(above), height: rows_of(height), ..rest }));
        for (y, (at, line)) in (rest.y..rest.bottom()).zip(rows) {
            let mark = if at == self.list.cursor() && line.spans.iter().any(|s| !s.content.trim().is_empty()) {
                "▎"
            } else {
                " "
            };
            frame.render_widget(Span::styled(mark, cx.theme.accent), Rect { y, height: 1, width: 1, ..rest });
            frame.render_widget(line, Rect { x: rest.x + 2, y, width: rest.width.saturating_sub(2), height: 1 });
        }
    }
}

impl TextInput for Praise {
    fn typed(&mut self, key: KeyEvent, context: &mut Context<'_>) -> Result<Flow> {
        if self.words.key(key) {
            self.load_first(context.app)?;
        }
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, context: &mut Context<'_>) -> Result<Flow> {
        if self.words.paste(text) {
            self.load_first(context.app)?;
        }
        Ok(Flow::Stay)
    }
}

impl Praise {
    fn split(&self, area: Rect) -> (Rect, Rect) {
        let head = Rect { y: area.y + 1, height: 1, ..area };
        let taken = if self.words.is_typing() || self.is_filtered() { 3 } else { 1 };
        (head, Rect { y: area.y + taken, height: area.height.saturating_sub(taken), ..area })
    }

    fn nothing(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        if self.is_filtered() || self.words.is_typing() {
            return vec![Line::styled("No praise matches.", cx.theme.secondary)];
        }
        let mut lines = vec![Line::styled("Nothing kind in the book yet.", cx.theme.accent), Line::default()];
        lines.extend(crate::tui::widgets::paragraph(
            "Whatever a customer says in praise is kept here, for the day you need it. Begin a line of a log with + \
             and it is praise; name a teammate with @.",
            columns,
            cx.theme.text,
        ));
        lines
    }

    /// Shows only praise for the focused one's teammate, or by its customer; all of it again, where it is narrowed so.
    fn narrow(&mut self, action: Action, quoted: &Quoted, context: &mut Context<'_>) -> Result<()> {
        if action == Action::ByCustomer {
            let next = if self.filter.customer.is_some() { None } else { Some(quoted.remark.customer) };
            self.filter.customer = next;
            self.of = next.map(|_| quoted.customer_name.clone());
        } else if self.filter.teammate.is_some() {
            self.filter.teammate = None;
        } else if let Some(name) = quoted.remark.teammates.first() {
            self.filter.teammate = Some(name.clone());
        } else {
            context.tell("This one names no teammate");
            return Ok(());
        }
        self.load_first(context.app)
    }

    fn act_on_focused(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let Some(quoted) = self.focused().cloned() else { return Ok(Flow::Stay) };
        if let Some(flow) = call_which::act_on(action, quoted.remark.customer, context)? {
            return Ok(flow);
        }
        match action {
            Action::Open => return Ok(Flow::Show(quoted.remark.customer)),
            Action::Star => {
                if quoted.remark.starred {
                    context.app.unstar(quoted.remark.id)?;
                    context.done(format!("No longer starred: {}", words::briefly(&quoted)));
                } else {
                    context.app.star(quoted.remark.id)?;
                    context.done(format!("Starred: {}", words::briefly(&quoted)));
                }
            }
            Action::ByTeammate | Action::ByCustomer => self.narrow(action, &quoted, context)?,
            Action::Copy => {
                let text = without_marks(&quoted.remark.text);
                *context.copy = Some(format!("“{text}” {}", quoted.customer_name));
                context.tell(format!("Copied, if your terminal allows it: {}", words::briefly(&quoted)));
            }
            Action::Kudos => match quoted.remark.teammates.first() {
                Some(name) => {
                    let kudos = context.app.kudos(name, None)?;
                    let today = context.app.clock().today();
                    context.tell(format!("A note for {} is copied, if your terminal allows it", kudos.teammate));
                    *context.copy = Some(words::note(&kudos, today, Note::Plain));
                }
                None => context.tell("This one names no teammate"),
            },
            Action::Join => match quoted.remark.teammates.first() {
                Some(name) => return Ok(Flow::Push(Box::new(Question::join(name)))),
                None => context.tell("This one names no teammate"),
            },
            Action::Log => {
                let customer = context.app.customer(quoted.remark.customer)?;
                return Ok(Flow::Push(Box::new(LogForm::new(context.app, &customer)?)));
            }
            _ => {}
        }
        Ok(Flow::Stay)
    }
}
