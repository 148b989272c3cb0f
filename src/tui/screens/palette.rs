//! The command palette: runs any command by its name, and finds any customer.

use crossterm::event::KeyEvent;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::search::{Hit, HitKind};
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text::{clean, cut, fold, pad, search_query};
use crate::tui::chrome::Dialog;
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::list::ListCursor;
use crate::tui::screen::{Context, DrawContext, Flow, Screen, Shape, TextInput};
use crate::tui::text_area::TextArea;
use crate::tui::widgets::Row;
use crate::tui::work::{Answer, BackgroundWork, Query, Request};

/// The most customers and remarks to offer.
const FOUND: usize = 6;

/// Something to choose.
enum Choice {
    Do(Action, String),
    Show(CustomerId, String),
}

/// The palette, and the choices for what the user typed.
pub(crate) struct Palette {
    field: TextArea,
    commands: Vec<(Action, String)>,
    found: Vec<Hit>,
    cursor: ListCursor,
    asked: Option<Query>,
}

impl Palette {
    /// Makes a palette with the commands of these scopes.
    pub(crate) fn new(scopes: &[Scope], keymap: &Keymap) -> Self {
        let mut commands: Vec<(Action, String)> = Vec::new();
        for binding in scopes.iter().flat_map(|s| keymap.of_scope(*s)) {
            let moves = matches!(
                binding.action,
                Action::Up
                    | Action::Left
                    | Action::Right
                    | Action::Down
                    | Action::PageUp
                    | Action::PageDown
                    | Action::First
                    | Action::Last
                    | Action::Palette
            );
            if !moves && !commands.iter().any(|(a, _)| *a == binding.action) {
                commands.push((binding.action, binding.key.shown()));
            }
        }
        Self { field: TextArea::one_line(""), commands, found: Vec::new(), cursor: ListCursor::default(), asked: None }
    }

    fn choices(&self) -> Vec<Choice> {
        let typed = fold(&self.field.text());
        let mut matcher = Matcher::new(Config::DEFAULT);
        let pattern = Pattern::parse(&typed, CaseMatching::Ignore, Normalization::Smart);
        let mut ranked: Vec<(u32, usize)> = self
            .commands
            .iter()
            .enumerate()
            .filter_map(|(at, (action, _))| {
                let text = fold(&format!("{} {}", action.help(), action.id().replace('_', " ")));
                let mut buffer = Vec::new();
                let score = pattern.score(nucleo_matcher::Utf32Str::new(&text, &mut buffer), &mut matcher)?;
                Some((score, at))
            })
            .collect();
        ranked.sort_by_key(|(score, at)| (std::cmp::Reverse(*score), *at));
        let commands = ranked.iter().filter_map(|(_, at)| self.commands.get(*at));
        let mut choices: Vec<Choice> = commands.map(|(a, key)| Choice::Do(*a, key.clone())).collect();
        if !typed.trim().is_empty() {
            // The user more likely means a customer by name than a command far down.
            let customers = self.found.iter().filter(|h| h.kind == HitKind::Customer);
            let said = self.found.iter().filter(|h| h.kind != HitKind::Customer);
            let shown: Vec<Choice> =
                customers.chain(said).take(FOUND).map(|h| Choice::Show(h.customer, line_of(h))).collect();
            choices.truncate(8);
            choices.extend(shown);
        }
        choices
    }
}

fn line_of(hit: &Hit) -> String {
    match hit.kind {
        HitKind::Customer => hit.text.clone(),
        _ => format!("{}: {}", hit.customer_name, hit.text.replace('\n', " ")),
    }
}

impl Screen for Palette {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Finding]
    }

    fn shape(&self) -> Shape {
        Shape::Dialog
    }

    fn refresh(&mut self, _app: &mut App) -> Result<()> {
        Ok(())
    }

    fn act(&mut self, action: Action, _context: &mut Context<'_>) -> Result<Flow> {
        let choices = self.choices();
        if self.cursor.moves(action, choices.len()) {
            return Ok(Flow::Stay);
        }
        match action {
            Action::Back => return Ok(Flow::Pop),
            Action::Open => {
                return Ok(match choices.into_iter().nth(self.cursor.at()) {
                    Some(Choice::Do(action, _)) => Flow::Act(action),
                    Some(Choice::Show(id, _)) => Flow::Show(id),
                    None => Flow::Pop,
                });
            }
            _ => {}
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
        let inner = Dialog { title: "Find anything", columns: 68, rows: 19 }.draw(frame, area, cx);
        let (text, x) = self.field.view(inner.width.saturating_sub(2));
        let mut lines = vec![
            Line::from(vec![Span::styled(": ", theme.accent), Span::styled(clean(&text).into_owned(), theme.strong())]),
            Line::default(),
        ];
        frame.set_cursor_position((inner.x + 2 + x, inner.y));
        let room = usize::from(inner.height).saturating_sub(2);
        let columns = usize::from(inner.width);
        let choices = self.choices();
        let from = self.cursor.top(room, choices.len());
        for (at, choice) in choices.iter().enumerate().skip(from).take(room) {
            let row = Row::at(at, self.cursor.at());
            let mark = row.mark(cx);
            let style = if row.is_selected() { theme.strong() } else { theme.text };
            lines.push(match choice {
                Choice::Do(action, key) => Line::from(vec![
                    mark,
                    Span::styled(pad(action.help(), columns.saturating_sub(12)), style),
                    Span::styled(format!("{key:>10}"), theme.accent),
                ]),
                Choice::Show(_, text) => Line::from(vec![
                    mark,
                    Span::styled(cut(&clean(text), columns.saturating_sub(2)).into_owned(), style),
                ]),
            });
        }
        crate::tui::chrome::lines(frame, inner, lines);
    }
}

impl TextInput for Palette {
    fn typed(&mut self, key: KeyEvent, _context: &mut Context<'_>) -> Result<Flow> {
        if self.field.key(key) {
            self.cursor.reset();
            match search_query(&self.field.text()) {
                Some(words) => self.asked = Some(Query { words, limit: FOUND }),
                None => self.found.clear(),
            }
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
            self.found = hits;
        }
        Ok(())
    }
}
