//! Counts figures: on a thread with its own connection in a large book, where counting takes longer than a frame; at
//! once in a small one. Whom ideas might suit is found on the thread in every book that is a file.

use std::path::PathBuf;
use std::sync::mpsc::Sender;

use super::event::Event;
use super::work::{Counted, ToCount};
use crate::app::App;
use crate::app::trends::WEEKS;
use crate::error::{Error, Result};

/// The most customers whose figures it counts within a frame.
const AT_ONCE: usize = 5_000;

/// Counts one thing at a time.
#[derive(Debug)]
pub(super) struct FiguresWorker {
    /// Where to send the figures; with None it counts at once.
    counted: Option<Sender<Event>>,
    /// The book that the thread is counting.
    running: Option<PathBuf>,
    /// What to count next, in this order.
    next: Vec<ToCount>,
}

impl FiguresWorker {
    /// Makes a worker that sends figures to the loop; without a sender it counts at once.
    pub(super) fn new(counted: Option<Sender<Event>>) -> Self {
        Self { counted, running: None, next: Vec::new() }
    }

    /// Counts; returns the figures if it counted at once.
    pub(super) fn count(&mut self, app: &App, what: ToCount) -> Result<Option<Counted>> {
        let (Some(counted), Some(path)) = (&self.counted, app.book_path()) else {
            return figures(app, &what).map(Some);
        };
        if !matches!(what, ToCount::Fits(_)) && app.count_present()? <= AT_ONCE {
            return figures(app, &what).map(Some);
        }
        if self.running.is_some() {
            // The latest request of a screen counts.
            self.next.retain(|other| std::mem::discriminant(other) != std::mem::discriminant(&what));
            self.next.push(what);
            return Ok(None);
        }
        let (path, settings, now) = (path.to_path_buf(), app.settings().clone(), app.now());
        self.running = Some(path.clone());
        let counted = counted.clone();
        let work = move || {
            let figures = App::open_again(&path, settings, now).and_then(|app| figures(&app, &what));
            // The loop may be gone by now.
            let _sent = counted.send(Event::Counted(figures));
        };
        if let Err(error) = std::thread::Builder::new().name("count".into()).spawn(work) {
            self.running = None;
            return Err(Error::failed(format!("could not start to count: {error}")));
        }
        Ok(None)
    }

    /// Notes that the thread is done; returns whether it counted the open book, and what to count next.
    pub(super) fn ended(&mut self, app: &App) -> (bool, Option<ToCount>) {
        let counted = self.running.take();
        let next = if self.next.is_empty() { None } else { Some(self.next.remove(0)) };
        (counted.as_deref() == app.book_path(), next)
    }
}

fn figures(app: &App, what: &ToCount) -> Result<Counted> {
    Ok(match what {
        ToCount::Fits(ideas) => Counted::Fits(app.fits(ideas)?),
        ToCount::Visits => Counted::Visits(Box::new(app.visit_plan(None)?), app.visit_questions()?),
        ToCount::Trends => Counted::Trends(Box::new(app.trends(WEEKS)?)),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;
    use crate::app::Now;
    use crate::book::Book;
    use crate::domain::customer::Customer;
    use crate::domain::dates::Clock;

    /// Opens an app over a book file with a number of customers.
    fn app(folder: &std::path::Path, customers: usize) -> App {
        let settings = crate::config::parse("", std::path::Path::new("")).unwrap();
        let instant = "2026-11-23T15:00:00Z".parse().unwrap();
        let clock = Clock { instant, zone: settings.zone };
        let mut book = Book::open(&folder.join(format!("book{customers}.db"))).unwrap();
        book.change(&clock, "many", |change| {
            (0..customers).try_for_each(|n| {
                let name = format!("Customer {n}");
                let peak = (n == 0).then(|| "tue".to_string());
                let peak = peak.map(crate::domain::spelled::Spelled::kept);
                change.add_customer(&Customer { peak, ..Customer::new(change.new_customer_id(), name, &clock) })
            })
        })
        .unwrap();
        App::over(book, settings, Now::Fixed(instant))
    }

    #[test]
    fn a_large_book_is_counted_in_the_background_and_a_small_one_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let (sender, events) = channel();
        let mut figures_worker = FiguresWorker::new(Some(sender));
        let small = app(folder.path(), 3);
        assert!(matches!(figures_worker.count(&small, ToCount::Visits), Ok(Some(Counted::Visits(..)))));
        let large = app(folder.path(), AT_ONCE + 1);
        assert!(matches!(figures_worker.count(&large, ToCount::Visits), Ok(None)));
        assert!(matches!(figures_worker.count(&large, ToCount::Trends), Ok(None)), "one thing at a time");
        let plan = match events.recv_timeout(Duration::from_secs(60)) {
            Ok(Event::Counted(Ok(Counted::Visits(plan, _)))) => plan,
            other => panic!("{other:?}"),
        };
        assert_eq!(plan.plan.visits().first().map(|v| v.name.as_str()), Some("Customer 0"));
        assert!(matches!(figures_worker.count(&large, ToCount::Fits(Vec::new())), Ok(None)));
        assert!(
            matches!(figures_worker.count(&large, ToCount::Trends), Ok(None)),
            "asked for again, it is counted once"
        );
        assert_eq!(figures_worker.ended(&large), (true, Some(ToCount::Fits(Vec::new()))));
        assert_eq!(figures_worker.ended(&large).1, Some(ToCount::Trends));
        assert_eq!(figures_worker.ended(&large).1, None);
    }
}
