//! Asks where to write the wall of praise, writes it there, and opens it.

use std::path::{Path, PathBuf};

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
use crate::system::from_home;
use crate::text::clean;
use crate::tui::form::{Field, Form};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, Shape, TextInput};
use crate::tui::widgets::dialog::Asked;

/// The question where to.
pub(crate) struct HangWall {
    asked: WallRequest,
    form: Form<Where>,
    /// The file that was found to be there: the same again replaces it.
    taken: Option<PathBuf>,
    /// The file that the typed words mean, where they name a folder or leave out where it is.
    meant: Option<String>,
}

/// The one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Where;

impl HangWall {
    /// Asks where to write the praise that a filter finds, year by year.
    pub(crate) fn of(filter: PraiseFilter, app: &App) -> Self {
        let mut form = Form::free(vec![Field::line(Where)]);
        form.fill(Where, &app.proposed_page());
        Self { asked: WallRequest { filter, by: GroupedBy::Year }, form, taken: None, meant: None }
    }

    fn write(&mut self, context: &mut Context<'_>) -> Flow {
        let typed = self.form.text(Where).trim().to_string();
        if typed.is_empty() {
            return Flow::Pop;
        }
        let path = context.app.page_at(unquoted(&typed));
        let shown = clean(&from_home(&path)).into_owned();
        let again = self.taken.as_ref() == Some(&path);
        if path.is_file() && !again {
            self.taken = Some(path);
            return self.wrong(format!("{shown} is there already; Enter again replaces it"));
        }
        let taken = if again { IfExists::Replace } else { IfExists::Keep };
        match wall::write_file(context.app, &self.asked, (&path, taken)) {
            Ok(what) => {
                let opened = match context.app.open_page(&path) {
                    Ok(()) => "it opens in your browser",
                    Err(_) => "nothing here opens it: a browser shows it",
                };
                context.tell(format!("Wrote {what} to {shown}; {opened}"));
                Flow::Pop
            }
            Err(Error { message, .. }) => self.wrong(message),
        }
    }

    /// Finds out which file the typed words mean.
    fn look(&mut self, app: &App) {
        let text = self.form.text(Where);
        let typed = text.trim();
        let path = app.page_at(unquoted(typed));
        let is_whole = Path::new(unquoted(typed)) == path || from_home(&path) == unquoted(typed);
        self.meant = (!typed.is_empty() && !is_whole).then(|| clean(&from_home(&path)).into_owned());
    }

    fn wrong(&mut self, message: String) -> Flow {
        self.form.set_problems([(Where, message)]);
        Flow::Stay
    }
}

/// Takes off the quotes that a dropped file comes in.
fn unquoted(typed: &str) -> &str {
    typed.trim_matches(['"', '\''])
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
            keymap.word(Scope::Finding, Action::Back, "not now"),
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
        let meant = self.meant.as_deref().map(|path| format!("it goes to {path}"));
        let below = match (self.form.problem(Where), meant.as_deref()) {
            (Some(problem), _) => (problem, cx.theme.error),
            (None, Some(meant)) => (meant, cx.theme.secondary),
            (None, None) => ("one file, for the screen and for paper", cx.theme.secondary),
        };
        let filter = &self.asked.filter;
        let some = if *filter == PraiseFilter::default() { "" } else { " with the praise shown here" };
        let question = format!("Where shall the page{some} go?");
        let asked =
            Asked { title: "The wall of praise", columns: 66, question: &question, rows: 1, below: vec![below] };
        asked.draw_typed(frame, area, cx, self.form.area(Where));
    }
}

impl TextInput for HangWall {
    fn typed(&mut self, key: KeyEvent, context: &mut Context<'_>) -> Result<Flow> {
        self.form.typed(key);
        self.look(context.app);
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, context: &mut Context<'_>) -> Result<Flow> {
        self.form.pasted(text.trim());
        self.look(context.app);
        Ok(Flow::Stay)
    }
}
