//! The command palette: finds any customer and any command by what was typed, and runs nothing else.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use commands::{Command, Match, fit};

use super::search::SearchScreen;
use crate::app::App;
use crate::app::search::{Hit, HitKind};
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text::{clean, cut, fold, pad, search_query, width};
use crate::tui::chrome::Dialog;
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::list::ListCursor;
use crate::tui::screen::{Context, DrawContext, Flow, Screen, Shape, TextInput};
use crate::tui::text_area::TextArea;
use crate::tui::widgets::matched::{emphasized, lines_around};
use crate::tui::widgets::{Row, flow, prompt};
use crate::tui::work::{Answer, BackgroundWork, Query, Request};

mod commands;

/// The most customers, commands of a kind, and remarks to offer.
const FOUND: usize = 6;
/// How many customers to look through for those whose name fits best.
const LOOKED_AT: usize = 60;
/// The fewest letters that look for customers in the middle of words, which reads them all.
const ANY_PART: usize = 3;

/// Something to choose.
enum Choice<'a> {
    Do(&'a Command),
    /// A customer: what leads to them, and their name before it where it is something they said.
    Show(CustomerId, String, String),
}

/// A customer who was found.
struct Person {
    id: CustomerId,
    /// The name, and the company after a comma.
    text: String,
    /// Whether the typed words begin words of the name.
    named_so: bool,
}

/// The palette, and the choices for what the user typed.
pub(crate) struct Palette {
    field: TextArea,
    commands: Vec<Command>,
    people: Vec<Person>,
    /// Remarks with the typed words; they come last, so that no other choice moves when they arrive.
    said: Vec<Hit>,
    cursor: ListCursor,
    /// Whether the cursor shows: something is typed, or an arrow was pressed.
    selects: bool,
    asked: Option<Query>,
}

impl Palette {
    /// Makes a palette with the commands of these scopes first, then those of the other tabs.
    pub(crate) fn new(scopes: &[Scope], keymap: &Keymap) -> Self {
        Self {
            field: TextArea::one_line(""),
            commands: Command::all(scopes, keymap),
            people: Vec::new(),
            said: Vec::new(),
            cursor: ListCursor::default(),
            selects: false,
            asked: None,
        }
    }

    fn words(&self) -> Vec<String> {
        search_query(&self.field.text()).unwrap_or_default()
    }

    fn is_blank(&self) -> bool {
        self.field.text().trim().is_empty()
    }

    fn choices(&self) -> Vec<Choice<'_>> {
        let typed = self.words();
        if typed.is_empty() {
            // Punctuation finds nothing.
            let here = self.commands.iter().filter(|c| c.tab.is_none() && self.is_blank());
            return here.map(Choice::Do).collect();
        }
        let whole = fold(&self.field.text());
        let fits = |wanted: Match| {
            let mut found: Vec<&Command> = self.commands.iter().filter(|c| c.fit(&typed) == Some(wanted)).collect();
            found.sort_by_key(|c| (!c.begins_with(&whole), c.tab.is_some()));
            found.into_iter().map(Choice::Do)
        };
        let people = |named_so: bool| {
            let people = self.people.iter().filter(move |p| p.named_so == named_so).take(FOUND);
            people.map(|p| Choice::Show(p.id, String::new(), p.text.clone()))
        };
        let said = self
            .said
            .iter()
            .map(|hit| Choice::Show(hit.customer, format!("{}: ", hit.customer_name), hit.text.replace('\n', " ")));
        let found = people(true).chain(fits(Match::Begins)).chain(people(false)).chain(fits(Match::Middle));
        found.chain(said).collect()
    }

    /// Looks for customers whose name, company or email has words that begin so; only where there are none, and no
    /// command either, for the letters anywhere in them.
    fn look_for_people(&mut self, app: &App) -> Result<()> {
        let typed = self.words();
        self.people.clear();
        if typed.is_empty() {
            return Ok(());
        }
        let found = app.filter_customers(&typed, None, LOOKED_AT)?;
        self.people.extend(found.into_iter().map(|(_, line)| Person {
            id: line.id,
            named_so: fit(&typed, &line.name) == Some(Match::Begins),
            text: with_company(&line.name, line.company.as_deref()),
        }));
        let text = self.field.text();
        if self.people.is_empty()
            && text.trim().chars().count() >= ANY_PART
            && !self.commands.iter().any(|c| c.fit(&typed).is_some())
        {
            let found = app.customers_with_part(text.trim(), FOUND)?;
            self.people.extend(found.into_iter().map(|m| Person {
                id: m.id,
                named_so: false,
                text: with_company(&m.name, m.company.as_deref()),
            }));
        }
        Ok(())
    }

    fn search(&self) -> Flow {
        Flow::Replace(Box::new(SearchScreen::with(&self.field.text())))
    }
}

fn command_line(
    command: &Command,
    row: Row,
    (typed, columns): (&[String], usize),
    cx: &DrawContext<'_>,
) -> Line<'static> {
    let theme = cx.theme;
    let screen = command.tab.map_or(String::new(), |tab| format!("{}: ", tab.title()));
    let keys = format!(" {}", command.keys);
    let room = columns.saturating_sub(1 + width(&screen) + width(&keys));
    let style = if row.is_selected() { theme.strong() } else { theme.text };
    let mut line = vec![row.mark(cx), Span::styled(screen, theme.secondary)];
    line.extend(emphasized(&pad(command.action.help(), room), typed, style, cx));
    line.push(Span::styled(keys, theme.accent));
    Line::from(line)
}

fn with_company(name: &str, company: Option<&str>) -> String {
    company.map_or_else(|| name.to_string(), |company| format!("{name}, {company}"))
}

impl Screen for Palette {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Finding]
    }

    fn shape(&self) -> Shape {
        Shape::Dialog
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        let choices = self.choices();
        let chosen = choices.get(self.cursor.at()).filter(|_| self.selects);
        let mut words = match chosen {
            Some(Choice::Do(_)) => vec![keymap.word(Scope::Finding, Action::Open, "do it")],
            Some(Choice::Show(..)) => vec![keymap.word(Scope::Finding, Action::Open, "open")],
            None if choices.is_empty() => vec![(keymap.key(Scope::Global, Action::Search), "search everything")],
            None => Vec::new(),
        };
        words.push(("↑↓".into(), "choose"));
        words.push(keymap.word(Scope::Finding, Action::Back, "back"));
        Some(words)
    }

    fn refresh(&mut self, _app: &mut App) -> Result<()> {
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let choices = self.choices();
        // The first arrow only shows the cursor.
        let first = !self.selects;
        let count = choices.len();
        let chosen = choices.into_iter().nth(self.cursor.at()).filter(|_| self.selects);
        match (action, chosen) {
            (Action::Back, _) => return Ok(Flow::Pop),
            (Action::Open, Some(Choice::Do(Command { action, tab: Some(tab), .. }))) => {
                return Ok(Flow::ActOn(*tab, *action));
            }
            (Action::Open, Some(Choice::Do(command))) => return Ok(Flow::Act(command.action)),
            (Action::Open, Some(Choice::Show(id, ..))) => return Ok(Flow::Show(id)),
            (Action::Open, None) if count == 0 => return Ok(self.search()),
            (Action::Open, None) => {
                context.tell("Type a name or what you want to do, or choose with the arrows");
                return Ok(Flow::Stay);
            }
            _ => {}
        }
        if self.cursor.moves(action, count) {
            self.selects = count > 0;
            if first {
                self.cursor.reset();
            }
        }
        Ok(Flow::Stay)
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        Some(self)
    }

    fn background_work(&mut self) -> Option<&mut dyn BackgroundWork> {
        Some(self)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let inner = Dialog { title: "Find anything", columns: 68, rows: 19, least: 9 }.draw(frame, area, cx);
        let mut lines = vec![prompt(frame, inner, (":", &self.field), cx), Line::default()];
        let room = usize::from(inner.height).saturating_sub(2);
        let columns = usize::from(inner.width);
        let choices = self.choices();
        if choices.is_empty() {
            let key = cx.keymap.key(Scope::Global, Action::Search);
            let there = vec![Span::styled(key, theme.accent), Span::styled(" searches everything", theme.text)];
            let nothing = vec![Span::styled("No customer and no command begins so.", theme.text)];
            lines.extend(flow(vec![nothing, there], 2, columns));
        }
        let typed = self.words();
        let from = self.cursor.top(room, choices.len());
        for (at, choice) in choices.iter().enumerate().skip(from).take(room) {
            let row = if self.selects { Row::at(at, self.cursor.at()) } else { Row::Other };
            let style = if row.is_selected() { theme.strong() } else { theme.text };
            lines.push(match choice {
                Choice::Do(command) => command_line(command, row, (&typed, columns), cx),
                Choice::Show(_, who, text) => {
                    let who = cut(&clean(who), columns / 2).into_owned();
                    let room = columns.saturating_sub(1 + width(&who));
                    let text = lines_around(&clean(text), &typed, room, 1).concat();
                    let shown = emphasized(&text, &typed, style, cx);
                    Line::from_iter([row.mark(cx), Span::styled(who, style)].into_iter().chain(shown))
                }
            });
        }
        crate::tui::chrome::lines(frame, inner, lines);
    }
}

impl Palette {
    /// Finds the choices for the text that is there now.
    fn changed(&mut self, context: &mut Context<'_>) -> Result<()> {
        self.cursor.reset();
        self.selects = !self.is_blank();
        self.said.clear();
        self.asked = search_query(&self.field.text()).map(|words| Query { words, limit: FOUND });
        self.look_for_people(context.app)
    }
}

impl TextInput for Palette {
    fn typed(&mut self, key: KeyEvent, context: &mut Context<'_>) -> Result<Flow> {
        let search = context.keymap.key(Scope::Global, Action::Search);
        let is_search = matches!(key.code, KeyCode::Char(c) if search == c.to_string());
        if is_search && !self.is_blank() && self.choices().is_empty() {
            return Ok(self.search());
        }
        if self.field.key(key) {
            self.changed(context)?;
        }
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, context: &mut Context<'_>) -> Result<Flow> {
        if self.field.paste(text.trim()) {
            self.changed(context)?;
        }
        Ok(Flow::Stay)
    }
}

impl BackgroundWork for Palette {
    fn request(&mut self) -> Option<Request> {
        self.asked.take().map(Request::Search)
    }

    fn answer(&mut self, answer: Answer, _app: &App) -> Result<()> {
        if let Answer::Found(query, hits) = answer
            && search_query(&self.field.text()).as_ref() == Some(&query.words)
        {
            self.said = hits.into_iter().filter(|hit| hit.kind != HitKind::Customer).collect();
        }
        Ok(())
    }
}
