//! Asks where to write the wall of praise, writes it there, and opens it.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::App;
use crate::app::export::GroupedBy;
use crate::app::praise::PraiseFilter;
use crate::app::transfer::IfExists;
use crate::app::wall::WallRequest;
use crate::error::{Error, Result};
use crate::present::wall;
use crate::text::clean;
use crate::tui::form::{Field, Form};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, Shape, TextInput};
use crate::tui::widgets::dialog::Asked;
use crate::tui::widgets::prompt;

/// The question where to.
pub(crate) struct HangWall {
    asked: WallRequest,
    form: Form<Where>,
    /// What was typed when the file was found to be there: the same again replaces it.
    taken: Option<String>,
}

/// The one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Where;

impl HangWall {
    /// Asks where to write the praise that a filter finds, year by year.
    pub(crate) fn of(filter: PraiseFilter, app: &App) -> Self {
        let mut form = Form::free(vec![Field::line(Where)]);
        form.fill(Where, &app.proposed_page());
        Self { asked: WallRequest { filter, by: GroupedBy::Year }, form, taken: None }
    }

    fn write(&mut self, context: &mut Context<'_>) -> Flow {
        let typed = self.form.text(Where).trim().to_string();
        if typed.is_empty() {
            return Flow::Pop;
        }
        let path = context.app.page_at(typed.trim_matches(['"', '\'']));
        let again = self.taken.as_ref() == Some(&typed);
        if path.is_file() && !again {
            self.taken = Some(typed);
            return self.wrong("it is there already; Enter again replaces it".into());
        }
        let taken = if again { IfExists::Replace } else { IfExists::Keep };
        match wall::write_file(context.app, &self.asked, (&path, taken)) {
            Ok(what) => {
                let opened = match context.app.open_page(&path) {
                    Ok(()) => "it opens in your browser",
                    Err(_) => "nothing here opens it: a browser shows it",
                };
                context.tell(format!("Wrote {what} to {}; {opened}", clean(&typed)));
                Flow::Pop
            }
            Err(Error { message, .. }) => self.wrong(message),
        }
    }

    fn wrong(&mut self, message: String) -> Flow {
        self.form.set_problems([(Where, message)]);
        Flow::Stay
    }
}

impl Screen for HangWall {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Finding]
    }

    fn shape(&self) -> Shape {
        Shape::Dialog
    }

    fn refresh(&mut self, _app: &mut App) -> Result<()> {
        Ok(())
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        Some(vec![
            keymap.word(Scope::Finding, Action::Open, "write it"),
            keymap.word(Scope::Finding, Action::Back, "back"),
        ])
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        Ok(match action {
            Action::Back => Flow::Pop,
            Action::Open => self.write(context),
            _ => Flow::Stay,
        })
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        Some(self)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let below = match self.form.problem(Where) {
            Some(problem) => (problem, cx.theme.error),
            None => ("one file, for the screen and for paper", cx.theme.secondary),
        };
        let filter = &self.asked.filter;
        let some = if *filter == PraiseFilter::default() { "" } else { " with the praise shown here" };
        let question = format!("Where shall the page{some} go?");
        let asked =
            Asked { title: "The wall of praise", columns: 66, question: &question, rows: 1, below: vec![below] };
        let row = asked.draw(frame, area, cx);
        let answer = self.form.area(Where).map(|area| prompt(frame, row, ("›", area), cx)).unwrap_or_default();
        frame.render_widget(answer, row);
    }
}

impl TextInput for HangWall {
    fn typed(&mut self, key: KeyEvent, _context: &mut Context<'_>) -> Result<Flow> {
        self.form.typed(key);
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, _context: &mut Context<'_>) -> Result<Flow> {
        self.form.pasted(text.trim());
        Ok(Flow::Stay)
    }
}
