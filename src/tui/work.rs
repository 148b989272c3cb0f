//! Work in the background: what a screen can ask the workers for, and what comes back.

use crate::app::App;
use crate::app::ideas::Suggested;
use crate::app::search::Hit;
use crate::app::trends::Trends;
use crate::app::visits::{VisitPlan, VisitQuestion};
use crate::domain::ids::RemarkId;
use crate::error::Result;

/// Words to search everything for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub words: Vec<String>,
    pub limit: usize,
}

/// Figures to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ToCount {
    Visits,
    Trends,
    /// Whom these ideas might suit.
    Fits(Vec<RemarkId>),
}

/// The counted figures.
#[derive(Debug)]
pub enum Counted {
    /// The plan, and what it asks.
    Visits(Box<VisitPlan>, Vec<VisitQuestion>),
    Trends(Box<Trends>),
    /// Whom each idea might suit.
    Fits(Vec<(RemarkId, Vec<Suggested>)>),
}

/// What a screen asks for.
#[derive(Debug)]
pub(super) enum Request {
    Search(Query),
    Count(ToCount),
}

/// What comes back.
#[derive(Debug)]
pub(super) enum Answer {
    Found(Query, Vec<Hit>),
    Counted(Counted),
}

/// A screen that asks for work in the background.
pub(super) trait BackgroundWork {
    /// Returns the request if it changed since the last call.
    fn request(&mut self) -> Option<Request>;

    /// Takes an answer; ignores one to an earlier request.
    fn answer(&mut self, answer: Answer, app: &App) -> Result<()>;
}
