//! Where remarks stand on a page: whole ones, a column after the other, each month under its heading.

/// What a remark takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub rows: usize,
    /// A number that no other month has.
    pub month: i32,
}

/// The columns of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub rows: usize,
    pub count: usize,
}

/// Where a remark stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub item: usize,
    pub column: usize,
    /// Its first row.
    pub row: usize,
    /// The row of its month's heading, where one stands above it.
    pub heading: Option<usize>,
}

/// Rows of a heading, with the blank one below it.
const HEADING: usize = 2;

/// Places remarks from one on, as many as a page holds: at least one, however long.
pub(super) fn place(sizes: &[Size], from: usize, page: Column) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let (mut column, mut row) = (0, 0);
    let mut month = None;
    for (item, size) in sizes.iter().enumerate().skip(from) {
        let is_new = month != Some(size.month);
        let above = if is_new { HEADING } else { 0 };
        if row > 0 && row + above + size.rows > page.rows {
            (column, row) = (column + 1, 0);
        }
        if column >= page.count {
            break;
        }
        places.push(Place { item, column, row: row + above, heading: is_new.then_some(row) });
        month = Some(size.month);
        // A blank row follows.
        row += above + size.rows + 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(rows: &[(usize, i32)], from: usize, page: (usize, usize)) -> Vec<(usize, usize, usize, Option<usize>)> {
        let sizes: Vec<Size> = rows.iter().map(|(rows, month)| Size { rows: *rows, month: *month }).collect();
        let places = place(&sizes, from, Column { rows: page.0, count: page.1 });
        places.into_iter().map(|p| (p.item, p.column, p.row, p.heading)).collect()
    }

    #[test]
    fn remarks_fill_a_column_then_the_next_under_their_months() {
        let rows = [(2, 1), (3, 1), (2, 2), (2, 2), (2, 3)];
        // Heading 0-1, 2-3, blank, 5-7, blank; the next month's heading and remark do not fit.
        assert_eq!(
            placed(&rows, 0, (10, 2)),
            [(0, 0, 2, Some(0)), (1, 0, 5, None), (2, 1, 2, Some(0)), (3, 1, 5, None)]
        );
        assert_eq!(placed(&rows, 4, (10, 2)), [(4, 0, 2, Some(0))], "a page begins with its month");
    }

    #[test]
    fn one_that_is_longer_than_a_column_has_a_page_of_its_own() {
        assert_eq!(placed(&[(40, 1), (2, 1)], 0, (10, 1)), [(0, 0, 2, Some(0))]);
        assert_eq!(placed(&[(2, 1), (40, 1)], 0, (10, 1)), [(0, 0, 2, Some(0))]);
        assert_eq!(placed(&[], 0, (10, 1)), []);
    }
}
