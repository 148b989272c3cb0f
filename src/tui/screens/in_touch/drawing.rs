//! Draws the past buyers: one on each row, and more about the selected one below.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{InTouch, Selected};
use crate::app::keep_in_touch::{PastBuyer, is_due};
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, LeftBecause};
use crate::domain::dates;
use crate::domain::touch::TouchKind;
use crate::present::{customers, occasions, touches};
use crate::text::{clean, clean_lines, count, cut, pad, width};
use crate::tui::chrome::{lines, page};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{READ_WIDTH, Row, bar, key_line, labelled, paragraph, remark};

/// The widest it is drawn.
const WIDEST: u16 = 116;
/// Rows for the selected buyer, and the fewest rows of a body that has room for them.
const DETAIL: u16 = 8;
const WITH_DETAIL: u16 = 20;
/// The fewest rows for the selected buyer that say anything.
const LEAST_DETAIL: u16 = 5;
/// Columns of the labels.
const LABELS: usize = 12;
/// The columns of a bar: the fewest, and the most.
const BARS: (usize, usize) = (6, 16);
/// The narrowest list that says the state.
const WITH_STATE: usize = 60;
/// A name and a company get no more than this while anything less important could stand beside them.
const WHO: usize = 44;

/// The columns of the list, as wide as what stands in them; 0 leaves one out.
struct Columns {
    state: usize,
    who: usize,
    heard: usize,
    bar: usize,
    reason: usize,
    way: usize,
}

impl InTouch {
    /// Returns the area of the rows.
    pub(super) fn list_area(&self, area: Rect) -> Rect {
        let inner = page(area, WIDEST);
        let below = self.detail_rows(area) + u16::from(self.rest().is_some()) * 2;
        let above = self.filter.rows(inner, self.problem.as_deref()).max(2);
        Rect { y: inner.y + above, height: inner.height.saturating_sub(above + below), ..inner }
    }

    /// Counts the rows for the selected buyer: those that a short list leaves free on a low screen.
    fn detail_rows(&self, area: Rect) -> u16 {
        let inner = page(area, WIDEST);
        let above = self.filter.rows(inner, self.problem.as_deref()).max(2);
        let taken = above + u16::from(self.rest().is_some()) * 2;
        let rows = u16::try_from(self.list.items().len()).unwrap_or(u16::MAX);
        let free = inner.height.saturating_sub(taken).saturating_sub(rows);
        match area.height {
            _ if self.selected.is_none() => 0,
            height if height >= WITH_DETAIL => DETAIL,
            _ if free >= LEAST_DETAIL => free.min(DETAIL),
            _ => 0,
        }
    }

    /// Counts those who can wait; None if the list shows everybody.
    fn rest(&self) -> Option<usize> {
        self.is_handful().then(|| self.all.due() - self.all.handful())
    }

    pub(super) fn draw_all(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let inner = page(area, WIDEST);
        if self.all.is_empty() {
            lines(frame, inner, nobody(usize::from(inner.width), cx));
            return;
        }
        self.draw_head(frame, inner, cx);
        let list = self.list_area(area);
        if self.list.is_empty() {
            lines(frame, list, self.no_rows(usize::from(list.width), cx));
        }
        let room = usize::from(list.height).max(1);
        let top = self.list.top(room);
        let selected = u16::try_from(self.list.cursor().saturating_sub(top)).unwrap_or(0);
        self.drawn.set(Some(Rect { y: list.y + selected, height: 1, ..list }));
        let shown = self.list.items().iter().enumerate().skip(top).take(room);
        let columns = self.columns(usize::from(list.width));
        let rows: Vec<Line<'static>> = shown
            .map(|(at, placed)| self.row_line(&placed.buyer, Row::at(at, self.list.cursor()), &columns, cx))
            .collect();
        let end = list.y + u16::try_from(rows.len()).unwrap_or(list.height);
        lines(frame, list, rows);
        if let Some(rest) = self.rest() {
            let key = cx.keymap.key(Scope::InTouch, Action::Everybody);
            let others = count(rest, "other", "others");
            let line = Line::from(vec![
                Span::styled(format!("  {others} can wait for another week   "), cx.theme.secondary),
                Span::styled(key, cx.theme.accent),
                Span::styled(" everybody", cx.theme.secondary),
            ]);
            frame.render_widget(line, Rect { y: (end + 1).min(inner.bottom().saturating_sub(1)), height: 1, ..inner });
        }
        let detail = self.detail_rows(area);
        if let (Some(selected), true) = (&self.selected, detail > 0) {
            // Right under a short list; else at the bottom.
            let under = end + if detail == DETAIL { 2 } else { 1 } + u16::from(self.rest().is_some()) * 2;
            let y = under.min(inner.bottom().saturating_sub(detail - 1));
            let place = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
            self.draw_selected(frame, place, selected, cx);
        }
    }

    fn draw_head(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        if self.filter.draw_with(frame, area, cx, self.problem.as_deref()) > 0 {
            return;
        }
        let area = Rect { height: 1, ..area };
        let left = match self.all.heard_this_week {
            0 => "Past buyers".to_string(),
            n => format!("Past buyers   {n} heard from you this week"),
        };
        let right = touches::NOTHING_TO_SELL;
        frame.render_widget(Span::styled(left.clone(), theme.secondary), area);
        if width(&left) + width(right) + 3 <= usize::from(area.width) {
            frame.render_widget(Line::from(Span::styled(right, theme.quiet)).right_aligned(), area);
        }
    }

    fn no_rows(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let words = if self.filter.has_words() {
            "Nobody matches.".to_string()
        } else {
            let heard = count(self.all.heard_this_week, "past buyer has", "past buyers have");
            format!("{heard} heard from you this week. That is plenty.")
        };
        paragraph(&words, columns, cx.theme.text)
    }

    /// Divides a row: the bar and the reason stand where they leave every name and company whole.
    fn columns(&self, all: usize) -> Columns {
        let widest = |of: &dyn Fn(&PastBuyer) -> usize| {
            self.list.items().iter().map(|placed| of(&placed.buyer)).max().unwrap_or_default()
        };
        let state = if all >= WITH_STATE { widest(&|b| width(b.standing.state.as_str())) + 2 } else { 0 };
        let heard = widest(&|b| width(&customers::last_contact(&b.customer, self.today))) + 2;
        let way = widest(&|b| self.way(b).map_or(0, |way| width(touches::way(way))));
        let needed = widest(&|b| whole_width(&b.customer)).min(WHO) + 2;
        let reason = widest(&|b| width(&self.why(b)));
        let mut who = all.saturating_sub(1 + state + heard + way);
        let mut place = |columns: usize| {
            let has_room = columns > 0 && who >= needed + columns + 2;
            who -= if has_room { columns + 2 } else { 0 };
            if has_room { columns + 2 } else { 0 }
        };
        let (bar, reason) = (place(BARS.0), place(reason));
        // What is left over lengthens the bar, else it stands at the end, not between a name and what is said of it.
        let longer = if bar > 0 { who.saturating_sub(needed).min(BARS.1 - BARS.0) } else { 0 };
        let bar = bar + longer;
        let who = if reason > 0 || bar > 0 { who.min(needed) } else { who };
        Columns { state, who, heard, bar, reason, way }
    }

    fn row_line(&self, buyer: &PastBuyer, row: Row, columns: &Columns, cx: &DrawContext<'_>) -> Line<'static> {
        let theme = cx.theme;
        let c = &buyer.customer;
        let state = buyer.standing.state;
        let style = row.style(cx, if is_due(state) { theme.text } else { theme.secondary });
        let heard = customers::last_contact(c, self.today);
        let mut spans = vec![row.mark(cx)];
        if columns.state > 0 {
            spans.push(Span::styled(pad(state.as_str(), columns.state), style));
        }
        spans.extend(who(c, columns.who, style, cx));
        spans.push(Span::styled(pad(&heard, columns.heard), if is_due(state) { theme.text } else { theme.secondary }));
        if columns.bar > 0 {
            spans.extend(cadence(buyer, row, columns.bar - 2, cx));
            spans.push(Span::raw("  "));
        }
        if columns.reason > 0 {
            let style = if buyer.anniversaries.is_empty() { theme.secondary } else { theme.accent };
            spans.push(Span::styled(pad(&self.why(buyer), columns.reason), style));
        }
        let way_style = if row.is_selected() { theme.text } else { theme.secondary };
        spans.push(Span::styled(pad(self.way(buyer).map_or("", touches::way), columns.way), way_style));
        Line::from(spans)
    }

    fn draw_selected(&self, frame: &mut Frame<'_>, area: Rect, selected: &Selected, cx: &DrawContext<'_>) {
        let Some(buyer) = self.focused().filter(|b| b.customer.id == selected.id) else { return };
        let theme = cx.theme;
        let columns = usize::from(area.width);
        let room = columns.saturating_sub(LABELS);
        let c = &buyer.customer;
        let number = c.shown_phone().filter(|_| !c.do_not_call).map(|n| format!("   {}", clean(n)));
        let mut all = vec![Line::from(vec![
            Span::styled(cut(&clean(&c.name), columns).into_owned(), theme.accent),
            Span::styled(number.unwrap_or_default(), theme.strong()),
            Span::styled(if c.do_not_call { "   not to be called" } else { "" }, theme.secondary),
        ])];
        for day in &buyer.anniversaries {
            let day = paragraph(&occasions::reason(day, self.today), room, theme.accent);
            all.extend(labelled("Occasion", LABELS, day, theme.secondary));
        }
        if let Some(address) = c.address.as_deref().filter(|_| self.way(buyer) == Some(TouchKind::Card)) {
            let address = clean(&address.replace('\n', ", ")).into_owned();
            let address = vec![Line::styled(cut(&address, room).into_owned(), theme.text)];
            all.extend(labelled("Address", LABELS, address, theme.secondary));
        }
        all.extend(labelled("Left", LABELS, paragraph(&self.left(c, buyer), room, theme.text), theme.secondary));
        if let Some(said) = &selected.said {
            all.extend(labelled("Last said", LABELS, at_most(2, remark(said, room, cx), room), theme.secondary));
        }
        if !selected.gifts.is_empty() {
            let gifts: Vec<String> = selected
                .gifts
                .iter()
                .map(|(what, day)| {
                    let what = if what.is_empty() { "a gift" } else { what };
                    format!("{what}, {}", dates::short(*day, self.today))
                })
                .collect();
            let gifts = vec![Line::styled(cut(&clean(&whole(&gifts, room)), room).into_owned(), theme.text)];
            all.extend(labelled("Given", LABELS, gifts, theme.secondary));
        }
        self.add_what_fits(&mut all, (c, selected), area, cx);
        lines(frame, area, at_most(usize::from(area.height), all, columns));
    }

    /// Adds what is good to know of them, and what they said before, each as far as it has room.
    fn add_what_fits(
        &self,
        all: &mut Vec<Line<'static>>,
        (c, selected): (&Customer, &Selected),
        area: Rect,
        cx: &DrawContext<'_>,
    ) {
        let room = usize::from(area.width).saturating_sub(LABELS).min(READ_WIDTH);
        let facts = c.facts.as_deref().map(clean_lines).unwrap_or_default();
        let facts = facts.lines().flat_map(|fact| paragraph(fact, room, cx.theme.text)).collect();
        let said = selected.earlier.iter().map(|said| (dates::short(said.said_on, self.today), remark(said, room, cx)));
        let height = usize::from(area.height);
        for (at, (label, lines)) in std::iter::once(("Facts".to_string(), facts)).chain(said).enumerate() {
            // What they said before stands apart.
            let gap = usize::from(at == 1);
            if all.len() + gap + lines.len() > height {
                break;
            }
            all.extend(vec![Line::default(); gap]);
            all.extend(labelled(&label, LABELS, lines, cx.theme.secondary));
        }
    }

    /// Says what is to celebrate, else why they left; empty where nobody knows.
    fn why(&self, buyer: &PastBuyer) -> String {
        let day = buyer.anniversaries.first().map(|day| occasions::brief(day, self.today));
        day.unwrap_or_else(|| reason(&buyer.customer).into())
    }

    fn left(&self, c: &Customer, buyer: &PastBuyer) -> String {
        let when = c.left_on.map_or("nobody knows when".to_string(), |d| {
            format!("{} ({})", dates::ago(d, self.today), dates::short(d, self.today))
        });
        // The label says that they left.
        let why = c.left_because.filter(|b| *b != LeftBecause::Other).map(LeftBecause::describe);
        let why = why.map(|why| format!(", {}", why.strip_prefix("left ").unwrap_or(why))).unwrap_or_default();
        format!("{when}{why}; in touch every {}", dates::span(buyer.standing.cadence_days))
    }
}

/// Keeps at most some lines; the last ends in "…" where more would follow.
fn at_most(most: usize, mut lines: Vec<Line<'static>>, columns: usize) -> Vec<Line<'static>> {
    if lines.len() > most {
        lines.truncate(most);
        if let Some(line) = lines.last_mut() {
            let before: usize = line.spans.iter().rev().skip(1).map(|span| width(&span.content)).sum();
            if let Some(last) = line.spans.last_mut() {
                last.content = cut(&format!("{} …", last.content), columns.saturating_sub(before)).into_owned().into();
            }
        }
    }
    lines
}

/// Joins as many gifts as fit, each whole; at least the first.
fn whole(gifts: &[String], columns: usize) -> String {
    let mut text = String::new();
    for gift in gifts {
        let more = if text.is_empty() { gift.clone() } else { format!("{text}; {gift}") };
        if !text.is_empty() && width(&more) > columns {
            break;
        }
        text = more;
    }
    text
}

/// Says why somebody left; empty where nobody knows.
fn reason(customer: &Customer) -> &'static str {
    customer.left_because.filter(|b| *b != LeftBecause::Other).map_or("", LeftBecause::describe)
}

/// Returns the company, behind a comma.
fn company(customer: &Customer) -> String {
    customer.company.as_deref().map(|c| format!(", {}", clean(c))).unwrap_or_default()
}

/// Measures a name with its company.
fn whole_width(customer: &Customer) -> usize {
    width(&clean(&customer.name)) + width(&company(customer))
}

/// Draws a customer's name in a style, and the company; cuts the company first, or leaves it out.
fn who(customer: &Customer, columns: usize, style: Style, cx: &DrawContext<'_>) -> Vec<Span<'static>> {
    let name = cut(&clean(&customer.name), columns.saturating_sub(1)).into_owned();
    let company = company(customer);
    let room = columns.saturating_sub(width(&name));
    // A few letters of a company tell nothing.
    let fits = width(&company) < room || room >= 14;
    let company = if fits { cut(&company, room.saturating_sub(1)).into_owned() } else { String::new() };
    vec![Span::styled(name, style), Span::styled(pad(&company, room), cx.theme.secondary)]
}

/// Draws how much of the cadence has passed.
fn cadence(buyer: &PastBuyer, row: Row, columns: usize, cx: &DrawContext<'_>) -> [Span<'static>; 2] {
    let theme = cx.theme;
    let full = match buyer.standing.elapsed_days {
        None => columns,
        Some(days) => {
            let all = i64::try_from(columns).unwrap_or(i64::MAX);
            let passed = days.saturating_mul(all) / buyer.standing.cadence_days.max(1);
            usize::try_from(passed.clamp(0, all)).unwrap_or(columns)
        }
    };
    let style = row.style(cx, if is_due(buyer.standing.state) { theme.text } else { theme.secondary });
    bar(full, columns, style, cx)
}

fn nobody(columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let (customers, left) =
        (cx.keymap.key(Scope::Global, Action::GoCustomers), cx.keymap.key(Scope::Customers, Action::Standing));
    let mut all = vec![Line::styled("Nobody has left yet.", theme.accent), Line::default()];
    all.extend(paragraph(
        "Everyone who bought from you once said yes. When a customer leaves, stay in touch with nothing to sell: a call, a \
         card, a visit, a box of doughnuts. This screen notices how much time has passed.",
        columns,
        theme.text,
    ));
    all.push(Line::default());
    all.extend(key_line(&left, &format!("on a customer ({customers}) notes that they left, and why"), columns, cx));
    all
}
