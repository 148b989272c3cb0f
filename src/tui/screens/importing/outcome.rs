//! The third step: who would come in, who would change and how, and what would be left out and why.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::rows::LongScroll;
use crate::app::import::people::{FieldChange, PersonNamed};
use crate::app::import::{ImportNote, ImportNotes, Imported, MANY_FAVORITES};
use crate::domain::customer::{CustomerDraft, CustomerField};
use crate::domain::input::capitalized;
use crate::error::{Error, Result};
use crate::present::{customers, imports};
use crate::text::{clean, cut, pad, thousands, width};
use crate::tui::chrome::{lines, page};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{flow, labelled, paragraph};

/// The widest it is drawn.
const WIDEST: u16 = 110;
/// The columns of a changed field's label.
const LABEL: usize = 14;
/// The widest column of names.
const NAMES: usize = 28;
/// The widest column of places.
const PLACES: usize = 20;
/// The columns between them, and the narrowest reason beside a name.
const GAP: usize = 3;
const REASON: usize = 36;

/// What the user makes of the new customers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Becoming {
    pub(super) favorites: bool,
    pub(super) past: bool,
}

/// What would happen, as a page.
pub(super) struct Outcome {
    /// The file or folder, for people.
    name: String,
    imported: Result<Imported>,
    rows: Vec<Part>,
    scroll: LongScroll,
    /// How many call days the user has a week.
    days_a_week: usize,
}

/// A row of the page; some take several lines.
enum Part {
    Blank,
    Heading(&'static str, usize),
    Text(String),
    Note(Note),
    Name(String),
    Change(FieldChange),
    /// A name and a company, and the columns of the names.
    Person(String, String, usize),
}

/// Why a row is left out, or what of it is kept otherwise.
struct Note {
    /// Where it is; empty where the note before is about the same row.
    place: String,
    /// The columns of the places.
    places: usize,
    /// Whose row it is; empty where that can't be told.
    whose: String,
    /// The columns of these names; 0 where no row has one.
    names: usize,
    reason: String,
}

impl Outcome {
    /// Lays out what an import would do.
    pub(super) fn of(name: String, imported: Result<Imported>, days_a_week: usize) -> Self {
        let rows = imported.as_ref().map(parts).unwrap_or_default();
        Self { name, imported, rows, scroll: LongScroll::default(), days_a_week }
    }

    /// Whether the import can begin: something would come in, or there are rows to repair.
    pub(super) fn is_ready(&self) -> bool {
        self.imported.as_ref().is_ok_and(Imported::is_change) || self.can_repair()
    }

    /// Whether nothing would come in.
    pub(super) fn is_empty(&self) -> bool {
        self.imported.is_ok() && !self.is_ready()
    }

    /// Whether rows that would be left out say enough to be added by hand.
    fn can_repair(&self) -> bool {
        self.imported.as_ref().is_ok_and(|imported| imported.rejected.named.iter().any(|note| note.draft.is_some()))
    }

    /// How many would be new, and so become what the user says.
    fn becoming(&self) -> usize {
        self.imported.as_ref().map_or(0, |imported| if imported.kinds.is_empty() { imported.added } else { 0 })
    }

    pub(super) fn moves(&mut self, action: Action) -> bool {
        let headings = || self.rows.iter().enumerate().filter(|(_, row)| matches!(row, Part::Heading(..)));
        let from = self.scroll.from();
        match action {
            Action::Right => {
                let next = headings().map(|(at, _)| at).find(|at| *at > from);
                self.scroll.go_to(next.unwrap_or(from));
            }
            Action::Left => {
                let before = headings().map(|(at, _)| at).rfind(|at| *at < from);
                self.scroll.go_to(before.unwrap_or(0));
            }
            _ => return self.scroll.moves(action),
        }
        true
    }

    pub(super) fn footer(&self, keymap: &Keymap) -> Vec<(String, &'static str)> {
        let mut words = Vec::new();
        if self.is_ready() {
            let brings = self.imported.as_ref().is_ok_and(Imported::is_change);
            let word = if brings { "import" } else { "add by hand" };
            words.push(keymap.word(Scope::Outcome, Action::BeginImport, word));
        } else if !self.is_empty() {
            words.push(keymap.word(Scope::Outcome, Action::BeginImport, "try again"));
        }
        words.push(keymap.word(Scope::Outcome, Action::Back, "back"));
        let from = self.scroll.from();
        let is_next = |(at, row): (usize, &Part)| at > from && matches!(row, Part::Heading(..));
        if !self.scroll.is_at_end() && self.rows.iter().enumerate().any(is_next) {
            words.push(keymap.word(Scope::Outcome, Action::Right, "next part"));
        }
        if self.becoming() > 0 {
            words.push(keymap.word(Scope::Outcome, Action::MakeFavorites, "favorites"));
            words.push(keymap.word(Scope::Outcome, Action::MakePast, "past buyers"));
        }
        words.push(keymap.word(Scope::Outcome, Action::Help, "help"));
        words
    }

    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, becoming: Becoming, cx: &DrawContext<'_>) {
        let place = page(area, WIDEST);
        let columns = usize::from(place.width);
        let head = match &self.imported {
            Ok(imported) => self.head(imported, columns, becoming, cx),
            Err(error) => self.refusal(error, columns, cx),
        };
        let tall = u16::try_from(head.len()).unwrap_or(u16::MAX).min(place.height);
        lines(frame, Rect { height: tall, ..place }, head);
        let below = Rect { y: place.y + tall, height: place.height - tall, ..place };
        let row = |at: usize| self.rows.get(at).map(|part| part.lines(columns, cx)).unwrap_or_default();
        self.scroll.draw(frame, below, (self.rows.len(), &row), cx);
    }

    fn head(
        &self,
        imported: &Imported,
        columns: usize,
        becoming: Becoming,
        cx: &DrawContext<'_>,
    ) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let mut all = vec![Line::styled(imports::outlook(imported), theme.accent)];
        all.push(Line::styled(cut(&clean(&self.name), columns).into_owned(), theme.secondary));
        let sum = |(n, word): (String, &'static str)| {
            vec![Span::styled(n, theme.strong()), Span::styled(format!(" {word}"), theme.secondary)]
        };
        all.extend(flow(imports::sums(imported).into_iter().map(sum).collect(), 3, columns));
        if self.becoming() > 0 {
            all.push(Line::default());
            all.extend(self.toggles(columns, becoming, cx));
        }
        all.push(Line::default());
        all
    }

    /// Shows what the new customers become, with the keys that say so.
    fn toggles(&self, columns: usize, becoming: Becoming, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let toggle = |is_on: bool, action: Action, word: &'static str| {
            let (mark, style) = if is_on { ("●", theme.accent) } else { ("○", theme.empty) };
            let word_style = if is_on { theme.strong() } else { theme.secondary };
            vec![
                Span::styled(mark, style),
                Span::styled(format!(" {word} "), word_style),
                Span::styled(cx.keymap.key(Scope::Outcome, action), theme.accent),
            ]
        };
        let new = self.becoming();
        let parts = vec![
            vec![Span::styled("They become", theme.secondary)],
            toggle(becoming.favorites, Action::MakeFavorites, if new == 1 { "a favorite" } else { "favorites" }),
            toggle(becoming.past, Action::MakePast, if new == 1 { "a past buyer" } else { "past buyers" }),
        ];
        let mut all = flow(parts, 3, columns);
        if becoming.favorites && new > MANY_FAVORITES {
            all.extend(paragraph(&imports::many_favorites(new, self.days_a_week), columns, theme.text));
        }
        all
    }

    fn refusal(&self, error: &Error, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let mut all = vec![Line::styled(cut(&clean(&self.name), columns).into_owned(), theme.accent), Line::default()];
        all.extend(paragraph(&capitalized(&error.message), columns, theme.error));
        if let Some(help) = &error.help {
            all.extend(paragraph(&capitalized(help), columns, theme.text));
        }
        all
    }
}

/// Lists what there is to say, the exceptions first.
fn parts(imported: &Imported) -> Vec<Part> {
    let mut all = Vec::new();
    let calls: Vec<Part> = imports::calls(imported).into_iter().map(Part::Text).collect();
    if !calls.is_empty() {
        all.push(Part::Heading("Calls", imported.calls.added + imported.calls.changed + imported.calls.unchanged));
        all.extend(calls);
    }
    let mut section = |heading, count: usize, rows: Vec<Part>| {
        if count > 0 {
            all.extend((!all.is_empty()).then_some(Part::Blank));
            all.push(Part::Heading(heading, count));
            let named = rows.iter().filter(|row| !matches!(row, Part::Change(_))).count();
            all.extend(rows);
            if count > named {
                all.push(Part::Text(format!("and {} more", thousands(count - named))));
            }
        }
    };
    section("Left out", imported.rejected.count(), notes(&imported.rejected, imported));
    section("Kept otherwise than it stands", imported.noted.count(), notes(&imported.noted, imported));
    section("Not people", imported.not_people.count(), notes(&imported.not_people, imported));
    let changed = imported.people.changed.iter().flat_map(|person| {
        let name = Part::Name(clean(&person.name).into_owned());
        std::iter::once(name).chain(person.fields.iter().cloned().map(Part::Change))
    });
    let changed: Vec<Part> = changed.collect();
    if imported.kinds.is_empty() {
        section("Changed in your book", imported.updated, changed);
    }
    let pairs = imported.likeliest.iter().map(|pair| {
        let why = customers::why(pair);
        Part::Text(format!("{} and {}: they have {why}", pair.customer.name, pair.other.name))
    });
    section("Maybe one person twice", imported.duplicates.unwrap_or(0), pairs.collect());
    let unused = imported.unused.iter().map(|column| Part::Text(column.clone()));
    section("Columns that are not used", imported.unused.len(), unused.collect());
    if imported.kinds.is_empty() {
        section("New", imported.added, people(&imported.people.added));
        section("As before", imported.unchanged, people(&imported.people.unchanged));
    } else {
        all.extend((!all.is_empty()).then_some(Part::Blank));
        all.extend(kinds(imported));
    }
    all
}

/// Says of goodcall's own JSON what would become of its rows.
fn kinds(imported: &Imported) -> impl Iterator<Item = Part> {
    let of = |what: fn(&crate::app::transfer::RowCounts) -> usize| {
        imports::rows_by_kind(imported.kinds.iter().map(|(table, counts)| (*table, what(counts))))
    };
    let all = [("New", of(|c| c.added)), ("Changed", of(|c| c.updated)), ("As before", of(|c| c.unchanged))];
    let said = all.into_iter().filter(|(_, kinds)| !kinds.is_empty());
    said.map(|(word, kinds)| {
        let (place, reason) = (word.to_string(), kinds.join(", "));
        Part::Note(Note { place, places: 9, whose: String::new(), names: 0, reason })
    })
}

fn people(people: &[PersonNamed]) -> Vec<Part> {
    let longest = people.iter().map(|person| width(&clean(&person.name))).max().unwrap_or(0).min(NAMES);
    let person = |person: &PersonNamed| {
        let company = person.company.as_deref().map(|company| clean(company).into_owned());
        Part::Person(clean(&person.name).into_owned(), company.unwrap_or_default(), longest)
    };
    people.iter().map(person).collect()
}

/// Words each note: where it is, whose row it is as far as that can be told, and what is said of it.
fn notes(notes: &ImportNotes, imported: &Imported) -> Vec<Part> {
    let files = imported.files();
    let place = |note: &ImportNote| imports::place(note, files);
    let whose = |draft: &CustomerDraft| {
        let mut said = CustomerField::in_form().into_iter().filter_map(|field| draft.get(field));
        said.find(|text| !text.trim().is_empty()).map(|text| clean(text.trim()).into_owned())
    };
    let of_row = |note: &ImportNote| (place(note), note.draft.as_deref().and_then(whose).unwrap_or_default());
    let rows: Vec<(String, String)> = notes.named.iter().map(of_row).collect();
    let places = rows.iter().map(|(place, _)| width(place)).max().unwrap_or(0).min(PLACES);
    let names = rows.iter().map(|(_, whose)| width(whose)).filter(|width| *width <= NAMES).max().unwrap_or(0);
    let before = std::iter::once(None).chain(notes.named.iter().map(Some));
    let parts = notes.named.iter().zip(before).zip(rows).map(|((note, before), (place, whose))| {
        // A row is named once, whatever there is to say of it.
        let is_same = before.is_some_and(|before| before.line == note.line && before.file == note.file);
        let (place, whose) = if is_same { Default::default() } else { (place, whose) };
        Part::Note(Note { place, places, whose, names, reason: note.reason.clone() })
    });
    parts.collect()
}

impl Part {
    /// Lays the row out in as many lines as it takes.
    fn lines(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let room = columns.saturating_sub(2);
        let indented = |lines: Vec<Line<'static>>, by: usize| labelled("", by, lines, theme.text);
        match self {
            Self::Blank => vec![Line::default()],
            Self::Heading(words, n) => vec![Line::from(vec![
                Span::styled(*words, theme.strong()),
                Span::styled(format!("  {}", thousands(*n)), theme.secondary),
            ])],
            Self::Text(text) => indented(paragraph(text, room, theme.text), 2),
            Self::Name(name) => indented(paragraph(name, room, theme.text), 2),
            Self::Person(name, company, _) if company.is_empty() => indented(paragraph(name, room, theme.text), 2),
            Self::Person(name, company, names) => {
                let name = if width(name) > *names { cut(name, room).into_owned() } else { pad(name, *names) };
                let company = cut(company, room).into_owned();
                let parts = [(name, theme.text), (company, theme.secondary)];
                let parts = parts.into_iter().map(|(part, style)| vec![Span::styled(part, style)]);
                indented(flow(parts.collect(), 3, room), 2)
            }
            Self::Note(note) => note.lines(columns, cx),
            Self::Change(change) => change_lines(change, room, cx),
        }
    }
}

impl Note {
    /// Puts the place in front, whose row it is in a column, and the reasons in one, under the name where there is less room.
    fn lines(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let inside = columns.saturating_sub(2 + self.places + GAP);
        let beside = if self.names > 0 { self.names + GAP } else { 0 };
        let beside = if inside >= beside + REASON { beside } else { 0 };
        let reason = paragraph(&self.reason, inside - beside, theme.secondary);
        let all = if width(&self.whose) <= self.names && beside > 0 {
            labelled(&pad(&self.whose, self.names), beside, reason, theme.text)
        } else {
            let whose = if self.whose.is_empty() { Vec::new() } else { paragraph(&self.whose, inside, theme.text) };
            whose.into_iter().chain(labelled("", beside, reason, theme.text)).collect()
        };
        let place = pad(&self.place, self.places);
        let all = labelled(&place, self.places + GAP, all, theme.text);
        labelled("", 2, all, theme.text)
    }
}

/// Draws a field with what it was and what it becomes.
fn change_lines(change: &FieldChange, room: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let label = imports::field_name(crate::app::import::ImportField::Field(change.field));
    let one = |text: &str| clean(&text.lines().collect::<Vec<_>>().join("; ")).into_owned();
    let said = |text: &str| one(&customers::typed(change.field, text.to_string()));
    let (before, after) = (said(&change.before), said(&change.after));
    let inside = room.saturating_sub(2 + LABEL);
    let mut parts = Vec::new();
    if !before.is_empty() {
        parts.push((before, theme.secondary));
    }
    parts.push((if after.is_empty() { "nothing".into() } else { after }, theme.text));
    let total: usize = parts.iter().map(|(text, _)| width(text)).sum();
    let arrow = || Span::styled(" → ", theme.secondary);
    let all = if total + 3 * (parts.len() - 1) <= inside {
        let mut spans = Vec::new();
        for (at, (text, style)) in parts.into_iter().enumerate() {
            if at > 0 {
                spans.push(arrow());
            }
            spans.push(Span::styled(text, style));
        }
        vec![Line::from(spans)]
    } else {
        let count = parts.len();
        let lines = parts.into_iter().enumerate().flat_map(|(at, (text, style))| {
            let mark = if at > 0 { "→ " } else { "" };
            let indent = if count > 1 { 2 } else { 0 };
            labelled(mark, indent, paragraph(&text, inside.saturating_sub(indent), style), theme.secondary)
        });
        lines.collect()
    };
    labelled(&format!("  {}", pad(&label, LABEL)), 4 + LABEL, labelled("", 0, all, theme.text), theme.secondary)
        .into_iter()
        .map(|line| Line::from_iter(std::iter::once(Span::raw("  ")).chain(line.spans)))
        .collect()
}
