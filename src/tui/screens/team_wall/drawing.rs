//! Draws the walls: whose they are and how new, then what hangs there, the words first.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::TeamWall;
use crate::app::team::hanging::WallPraise;
use crate::domain::dates;
use crate::present::team;
use crate::text::{clean, cut};
use crate::tui::chrome::lines;
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::sheet::{Block, Sheet};
use crate::tui::widgets::{Row, flow, key_line, paragraph, quote};

/// The most rows that are all used, to the last.
const LOW: u16 = 16;

impl TeamWall {
    pub(super) fn draw_all(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        self.drawn.borrow_mut().clear();
        let sheet = Sheet::of(area);
        let whole = sheet.whole();
        let place = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..whole };
        let columns = usize::from(place.width);
        if self.walls.teams.is_empty() {
            lines(frame, place, no_team(columns, cx));
            return;
        }
        let head = self.head(columns, cx);
        let above = u16::try_from(head.len()).unwrap_or(u16::MAX).min(place.height);
        lines(frame, Rect { height: above, ..place }, head);
        let mut rest = Rect { y: place.y + above, height: place.height - above, ..place };
        rest = below(rest, self.draw_filter(frame, rest, cx));
        // A blank row at the foot, where there is room.
        rest.height = rest.height.saturating_sub(u16::from(area.height > LOW));
        if self.list.is_empty() {
            lines(frame, rest, self.nothing(columns, cx));
            return;
        }
        let blocks = self.blocks(sheet.text_columns(), cx);
        self.drawn.replace(sheet.draw(frame, rest, (&self.list, &blocks, self.today()), cx));
    }

    /// Says whose walls these are, and how old what is seen of them is, where that is not plain.
    fn head(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let title = cut(&team::walls(&self.walls), columns).into_owned();
        let mut head = vec![Line::styled(title, cx.theme.accent)];
        let stale = self.clock.as_ref().and_then(|clock| team::stale(&self.walls, clock));
        head.extend(stale.into_iter().flat_map(|stale| paragraph(&stale, columns, cx.theme.secondary)));
        head.push(Line::default());
        head
    }

    /// Draws the filter, or what the walls are narrowed to; returns how many rows that takes.
    fn draw_filter(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) -> u16 {
        if self.words.is_typing() {
            return self.words.draw_with(frame, area, cx, None);
        }
        if !self.is_filtered() || area.height < 2 {
            return 0;
        }
        let about = self.filter.teammate.as_ref().map(|name| format!("about {}", clean(name)));
        let with = self.words.has_words().then(|| format!("with “{}”", clean(&self.words.text())));
        let only: Vec<String> = about.into_iter().chain(with).collect();
        let line = Line::from(vec![
            Span::styled(format!("only {}", only.join(", ")), cx.theme.text),
            Span::styled("   Esc", cx.theme.accent),
            Span::styled(" all", cx.theme.secondary),
        ]);
        frame.render_widget(line, Rect { height: 1, ..area });
        2
    }

    /// Lists the rows of every remark in memory, each with its day.
    fn blocks(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Block> {
        let cursor = self.list.cursor();
        let block = |(at, hanging): (usize, &WallPraise)| {
            let day = hanging.day.parse().unwrap_or(self.today());
            (day, self.block((hanging, day), Row::at(at, cursor), columns, cx))
        };
        self.list.items().iter().enumerate().map(block).collect()
    }

    /// Lists the rows of a remark: its words, and below them by whom it hangs there, its day, the teammate, and who said it.
    fn block(
        &self,
        (hanging, day): (&WallPraise, NaiveDate),
        row: Row,
        columns: usize,
        cx: &DrawContext<'_>,
    ) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let is_focused = row.is_selected();
        let (who, about) = if is_focused { (theme.text, theme.good) } else { (theme.secondary, theme.secondary) };
        let room = columns.saturating_sub(1);
        let part = |words: &str, style| vec![Span::styled(cut(&clean(words), room).into_owned(), style)];
        let by = if self.is_own(hanging) { "shared by you".to_string() } else { format!("shared by {}", hanging.rep) };
        let mut parts = vec![part(&by, who), part(&dates::short(day, self.today()), theme.secondary)];
        parts.extend(hanging.teammate.iter().map(|name| part(&format!("@{name}"), about)));
        let named: Vec<&str> =
            [&hanging.customer, &hanging.company].into_iter().flatten().map(String::as_str).collect();
        if !named.is_empty() {
            parts.push(part(&named.join(", "), who));
        }
        if self.walls.teams.len() > 1 {
            parts.push(part(&hanging.team, theme.secondary));
        }
        if hanging.at.is_none() {
            parts.push(part("waits to be sent", theme.secondary));
        }
        let mut block = quote(&hanging.text, columns, theme.praise);
        // The caption begins under the first letter, not under the quotation mark.
        block.extend(flow(parts, 2, room).into_iter().map(|mut line| {
            line.spans.insert(0, Span::raw(" "));
            line
        }));
        block
    }

    fn nothing(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        if self.is_filtered() || self.words.is_typing() {
            return vec![Line::styled("Nothing on the wall matches.", cx.theme.secondary)];
        }
        let mut all = paragraph(
            "Nothing hangs here yet. What a customer said in praise can hang here for the whole team to read: the words, the day, \
             the teammate, and that it came from you. Who said it stays with you, unless you say otherwise.",
            columns,
            cx.theme.text,
        );
        all.push(Line::default());
        if self.walls.teams.iter().any(|team| team.member) {
            let keys = [cx.keymap.key(Scope::Global, Action::GoPraise), cx.keymap.key(Scope::Praise, Action::HangUp)]
                .join(" ");
            all.extend(key_line(&keys, "to your praise, and hang some of it up", columns, cx));
        }
        all
    }
}

/// The rows below some that are taken.
fn below(area: Rect, taken: u16) -> Rect {
    let taken = taken.min(area.height);
    Rect { y: area.y + taken, height: area.height - taken, ..area }
}

/// Says what a team's wall is, and how to get one.
fn no_team(columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let mut all = vec![Line::styled("This book is in no team.", cx.theme.accent), Line::default()];
    for text in [
        "On a team's wall hangs what customers said in praise, to any of its reps: to read on a day when you need it.",
        "It hangs on a server of your company's own. Ask your manager for its URL and for a line that lets you in. Then, in a \
         shell:",
    ] {
        all.extend(paragraph(text, columns, cx.theme.text));
        all.push(Line::default());
    }
    all.extend(
        ["goodcall team connect URL", "goodcall team join LINE"]
            .map(|command| Line::styled(format!("  {command}"), cx.theme.accent)),
    );
    all
}
