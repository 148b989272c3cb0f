//! Likely duplicates: two records side by side, to merge or to keep apart for good. The selection is a pair of ids.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::merge::DuplicatePair;
use crate::app::undo::Step;
use crate::domain::customer::{Customer, ReachEntry, ReachKind, Standing};
use crate::domain::dates;
use crate::domain::ids::CustomerId;
use crate::domain::likeness::Pair;
use crate::error::Result;
use crate::present::customers;
use crate::text::{clean, clean_lines, pad, width, wrap};
use crate::tui::chrome::{lines, more_below, page};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::list::ListCursor;
use crate::tui::screen::{Context, DrawContext, Flow, Screen};
use crate::tui::widgets::{key_line, paragraph};

/// The widest it is drawn.
const WIDEST: u16 = 108;
/// The narrowest body with the two side by side.
const SIDE_BY_SIDE: u16 = 76;
/// Columns of the labels.
const LABEL: usize = 13;
/// The most lines of a value, where no rows are left free.
const FEW_LINES: usize = 4;

/// The pairs that may be one person.
#[derive(Default)]
pub(crate) struct Duplicates {
    pairs: Vec<Pair>,
    cursor: ListCursor,
    shown: Option<(DuplicatePair, [usize; 2])>,
    /// The book's latest change at the time of comparing; a later one makes it compare again.
    seen: Option<Option<Step>>,
    today: chrono::NaiveDate,
}

/// A row of the comparison.
struct Row {
    label: &'static str,
    first: String,
    second: String,
    /// Whether the two have one of several values in common.
    shares: bool,
}

impl Row {
    /// Whether two records that share this value are likely one person.
    fn is_proof(&self) -> bool {
        matches!(self.label, "Name" | "Email" | "Phone")
    }

    /// Wraps the two values of the row to their columns, into at most some lines; the parts of a value stand in a line each
    /// where there is room.
    fn in_lines(&self, columns: [usize; 2], most: usize) -> Vec<Row> {
        let wrapped = |value: &str, columns: usize| {
            let lines = wrap(value, columns);
            // In one line after the other they may take fewer.
            let packed = if lines.len() > most { wrap(&joined(value), columns) } else { Vec::new() };
            if (1..lines.len()).contains(&packed.len()) { packed } else { lines }
        };
        let (first, second) = (wrapped(&self.first, columns[0]), wrapped(&self.second, columns[1]));
        let many = first.len().max(second.len()).clamp(1, most);
        let line = |of: &[String], at: usize, whole: &str| match of.get(at..).unwrap_or_default() {
            // The cut in the last line shows that there is more.
            more @ [_, _, ..] if at + 1 == most => in_one_line(more, whole),
            [line, ..] => line.clone(),
            [] if at == 0 => whole.to_string(),
            [] => String::new(),
        };
        (0..many)
            .map(|at| Row {
                label: if at == 0 { self.label } else { "" },
                first: line(&first, at, &self.first),
                second: line(&second, at, &self.second),
                shares: self.shares,
            })
            .collect()
    }
}

impl Duplicates {
    fn load(&mut self, app: &App) -> Result<()> {
        self.shown = None;
        if let Some(pair) = self.pairs.get(self.cursor.at())
            && let Some(duplicates) = app.duplicate_pair(pair)?
        {
            let touches = |id: CustomerId| app.count_touches_of(id);
            let both = [touches(duplicates.customer.id)?, touches(duplicates.other.id)?];
            self.shown = Some((duplicates, both));
        }
        Ok(())
    }
}

fn merge(goes: &Customer, into: &Customer, context: &mut Context<'_>) -> Result<Flow> {
    context.app.merge(goes.id, into.id)?;
    let merged = if goes.name == into.name {
        customers::merged_namesakes(&into.name)
    } else {
        format!("{} is now {}", goes.name, into.name)
    };
    context.done(format!("{merged}, with everything they said"));
    Ok(Flow::Stay)
}

/// Merges all pairs that agree.
fn merge_agreeing(context: &mut Context<'_>) -> Result<Flow> {
    let done = context.app.merge_agreeing()?;
    let said = customers::merged_agreeing(&done);
    if done.merged.is_empty() {
        context.tell(said);
    } else {
        context.done(said);
    }
    Ok(Flow::Stay)
}

impl Screen for Duplicates {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Duplicates, Scope::List, Scope::Global]
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        let back = keymap.word(Scope::Duplicates, Action::Back, "back");
        let help = keymap.word(Scope::Global, Action::Help, "help");
        if self.shown.is_none() {
            return Some(vec![back, help]);
        }
        let mut words = vec![
            keymap.word(Scope::Duplicates, Action::MergeIntoFirst, "first stays"),
            keymap.word(Scope::Duplicates, Action::MergeIntoSecond, "second stays"),
            keymap.word(Scope::Duplicates, Action::KeepApart, "keep apart"),
        ];
        words.extend((self.pairs.len() > 1).then(|| keymap.word(Scope::List, Action::Down, "next")));
        words.extend([back, help]);
        Some(words)
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.today = app.clock().today();
        let latest = app.undo_steps(1)?.into_iter().next();
        if self.seen.as_ref() != Some(&latest) {
            let selected = self.pairs.get(self.cursor.at()).map(|p| (p.customer, p.other));
            self.pairs = app.duplicates()?;
            self.seen = Some(latest);
            match self.pairs.iter().position(|p| Some((p.customer, p.other)) == selected) {
                Some(at) => self.cursor.set(at),
                // This pair is settled: the next one takes its place.
                None => self.cursor.clamp(self.pairs.len()),
            }
        }
        self.load(app)
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if self.cursor.moves(action, self.pairs.len()) {
            self.load(context.app)?;
            return Ok(Flow::Stay);
        }
        if action == Action::Back {
            return Ok(Flow::Pop);
        }
        let Some((duplicates, _)) = self.shown.clone() else { return Ok(Flow::Stay) };
        let (first, second) = (&duplicates.customer, &duplicates.other);
        match action {
            Action::MergeIntoFirst => return merge(second, first, context),
            Action::MergeIntoSecond => return merge(first, second, context),
            Action::MergeAgreeing => return merge_agreeing(context),
            Action::KeepApart => {
                context.app.keep_apart(first.id, second.id)?;
                context.done(format!("{} and {} are two people; nobody will ask again", first.name, second.name));
            }
            Action::Open => return Ok(Flow::Show(first.id)),
            _ => {}
        }
        Ok(Flow::Stay)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let place = page(area, WIDEST);
        let columns = usize::from(place.width);
        let Some((duplicates, touches)) = &self.shown else {
            let mut all = vec![Line::styled("Nobody seems to be in the book twice.", theme.accent), Line::default()];
            let text = "Two records that look alike, by email, number or name, will stand here side by side: merge them, with \
                        all that was said, or keep them apart for good.";
            all.extend(paragraph(text, columns, theme.text));
            all.push(Line::default());
            for (action, does) in
                [(Action::GoCustomers, "the customers"), (Action::MarkFavorites, "mark whom you like calling")]
            {
                all.extend(key_line(&cx.keymap.key(Scope::Global, action), does, columns, cx));
            }
            lines(frame, place, all);
            return;
        };
        let why = customers::why(duplicates);
        let place_of = format!("{} of {}", self.cursor.at() + 1, self.pairs.len());
        let title = "One person, or two?";
        let gap = columns.saturating_sub(title.len() + place_of.len());
        let mut all = vec![Line::from(vec![
            Span::styled(title, theme.accent),
            Span::raw(" ".repeat(gap)),
            Span::styled(place_of, theme.secondary),
        ])];
        let key = cx.keymap.key(Scope::Duplicates, Action::MergeAgreeing);
        let agree = if duplicates.agrees() && self.pairs.len() > 1 {
            format!(" They agree in all that both say: {key} merges all such pairs.")
        } else {
            String::new()
        };
        all.extend(paragraph(&format!("They have {why}.{agree}"), columns, theme.text));
        all.push(Line::default());
        let rows = rows(duplicates, *touches, self.today);
        if area.width >= SIDE_BY_SIDE {
            beside(&mut all, &rows, place, cx);
        } else {
            below(&mut all, &rows, columns, cx);
        }
        if all.len() > usize::from(place.height) {
            more_below(frame, place, cx);
        }
        lines(frame, place, all);
    }
}

/// Puts the last lines of a value together again, where the cut in them shows that there is more.
fn in_one_line(lines: &[String], whole: &str) -> String {
    let mut all = String::new();
    let mut before = "";
    for line in lines {
        let between = [" ", ""].into_iter().find(|between| whole.contains(&format!("{before}{between}{line}")));
        all.push_str(if all.is_empty() { "" } else { between.unwrap_or("; ") });
        all.push_str(line);
        before = line;
    }
    all
}

/// Writes the parts of a value in a line.
fn joined(value: &str) -> String {
    value.replace('\n', "; ")
}

/// Compares two records, the most telling values first; leaves out what neither has.
fn rows(duplicates: &DuplicatePair, touches: [usize; 2], today: chrono::NaiveDate) -> Vec<Row> {
    let both = [&duplicates.customer, &duplicates.other];
    let row = |label, of: &dyn Fn(&Customer) -> Option<String>| {
        let [first, second] = both.map(|c| of(c).map(|text| clean_lines(&text)).unwrap_or_default());
        Row { label, first, second, shares: false }
    };
    let list = |label, kind: ReachKind| {
        let [ours, theirs] = both.map(|c| c.entries(kind));
        let shares = ours.iter().any(|one| theirs.iter().any(|other| one.key(kind) == other.key(kind)));
        let written = |entries: &[ReachEntry]| {
            entries.iter().map(|entry| clean(&entry.described()).into_owned()).collect::<Vec<_>>().join("\n")
        };
        Row { label, first: written(&ours), second: written(&theirs), shares }
    };
    let met = |c: &Customer, n: usize| match c.last_touch {
        _ if n == 0 => "none yet".to_string(),
        Some(day) => format!("{n}, the last {}", dates::ago(day, today)),
        None => n.to_string(),
    };
    let favorite = |c: &Customer| match (c.favorite, c.standing, c.archived_at.is_some()) {
        (_, _, true) => Some("out of sight".to_string()),
        (true, Standing::Active, _) => Some("★ a favorite".to_string()),
        (_, Standing::Past, _) => Some("a past buyer".to_string()),
        _ => None,
    };
    let rated = |c: &Customer| {
        let of = |n: Option<u8>| n.map_or("-".to_string(), |n| n.to_string());
        (c.pleasure.is_some() || c.profit.is_some())
            .then(|| format!("pleasure {}, profit {}", of(c.pleasure), of(c.profit)))
    };
    let all = [
        row("Name", &|c| Some(c.name.clone())),
        row("Company", &|c| c.company.clone()),
        list("Email", ReachKind::Email),
        list("Phone", ReachKind::Phone),
        Row { label: "Touches", first: met(both[0], touches[0]), second: met(both[1], touches[1]), shares: false },
        row("Role", &|c| c.role.clone()),
        row("City", &|c| c.city.clone()),
        row("Kept as", &favorite),
        row("Rated", &rated),
        row("In the book", &|c| Some(format!("since {}", dates::short(c.added_on, today)))),
        row("Facts", &|c| c.facts.clone()),
    ];
    all.into_iter().filter(|r| !r.first.is_empty() || !r.second.is_empty()).collect()
}

/// How the two values of a row compare.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    Same,
    /// One of several values is the same.
    Share,
    Differ,
    /// One record lacks the value, or the two add up.
    Lacks,
}

fn stand(row: &Row) -> Stand {
    // Numbers and times of contacts never contradict each other.
    let counts = matches!(row.label, "Touches" | "In the book");
    if row.first.is_empty() || row.second.is_empty() || counts {
        Stand::Lacks
    } else if row.first.to_lowercase() == row.second.to_lowercase() {
        Stand::Same
    } else if row.shares {
        Stand::Share
    } else {
        Stand::Differ
    }
}

fn value(row: &Row, text: &str, columns: usize, cx: &DrawContext<'_>) -> Span<'static> {
    let theme = cx.theme;
    if text.is_empty() {
        return Span::styled(pad("·", columns), theme.hairline);
    }
    let style = match stand(row) {
        _ if row.label == "Name" => theme.strong(),
        Stand::Same if row.is_proof() => theme.text,
        Stand::Same => theme.secondary,
        Stand::Share | Stand::Differ | Stand::Lacks => theme.text,
    };
    Span::styled(pad(text, columns), style)
}

fn mark(row: &Row, cx: &DrawContext<'_>) -> Span<'static> {
    match stand(row) {
        Stand::Differ => Span::styled("≠ ", cx.theme.secondary),
        Stand::Same | Stand::Share if row.is_proof() => Span::styled("= ", cx.theme.accent),
        _ => Span::raw("  "),
    }
}

/// Draws the two records side by side.
fn beside(all: &mut Vec<Line<'static>>, rows: &[Row], place: Rect, cx: &DrawContext<'_>) {
    let theme = cx.theme;
    let columns = usize::from(place.width);
    let halves @ [half, _] = halves(rows, columns.saturating_sub(LABEL + 4));
    let told = "The one who stays keeps everything both said; what differs goes into the facts. You can undo it.";
    let told = paragraph(told, columns, theme.secondary);
    let room = usize::from(place.height).saturating_sub(all.len() + 2 + told.len());
    // A long text has the rows that nothing else needs.
    let taken = |most: &usize| rows.iter().map(|row| row.in_lines(halves, *most).len()).sum::<usize>();
    let most = (FEW_LINES..=room).rev().find(|most| taken(most) <= room).unwrap_or(FEW_LINES);
    all.push(Line::from(vec![
        Span::raw(" ".repeat(LABEL)),
        Span::styled(pad("first", half + 4), theme.secondary),
        Span::styled("second", theme.secondary),
    ]));
    for row in rows {
        for (at, line) in row.in_lines(halves, most).iter().enumerate() {
            let whole = |text: &str, columns: usize| {
                if at > 0 && text.is_empty() { Span::raw(pad("", columns)) } else { value(row, text, columns, cx) }
            };
            all.push(Line::from(vec![
                Span::styled(pad(line.label, LABEL), theme.secondary),
                whole(&line.first, halves[0]),
                Span::raw("  "),
                if at == 0 { mark(row, cx) } else { Span::raw("  ") },
                whole(&line.second, halves[1]),
            ]));
        }
    }
    all.push(Line::default());
    all.extend(told);
}

/// Shares out columns to the two records: halves, unless a longer word of one fits with room that the other leaves.
fn halves(rows: &[Row], all: usize) -> [usize; 2] {
    let longest =
        |of: fn(&Row) -> &str| rows.iter().flat_map(|row| of(row).split_whitespace()).map(width).max().unwrap_or(0);
    let (half, first, second) = (all / 2, longest(|row| &row.first), longest(|row| &row.second));
    if first > half {
        let first = first.min(all.saturating_sub(second.min(half)));
        [first, all - first]
    } else {
        let second = second.clamp(half, all.saturating_sub(first).max(half));
        [if second > half { all - second } else { half }, second]
    }
}

/// Draws the two records one below the other; equal values once.
fn below(all: &mut Vec<Line<'static>>, rows: &[Row], columns: usize, cx: &DrawContext<'_>) {
    let theme = cx.theme;
    let room = columns.saturating_sub(LABEL + 2);
    for row in rows {
        all.push(Line::from(vec![
            Span::styled(pad(row.label, LABEL), theme.secondary),
            Span::raw("  "),
            value(row, &joined(&row.first), room, cx),
        ]));
        if stand(row) != Stand::Same || row.label == "Name" {
            let second = value(row, &joined(&row.second), room, cx);
            all.push(Line::from(vec![Span::raw(" ".repeat(LABEL)), mark(row, cx), second]));
        }
    }
}
