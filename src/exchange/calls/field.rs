//! What a column says of a call.

/// What a column of a file of calls holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallField {
    /// The id of the call.
    Uid,
    /// The day, or the day and the time.
    At,
    /// The time of the day, beside the day.
    Time,
    /// When it was marked as done.
    DoneAt,
    Title,
    Text,
    Outcome,
    Duration(DurationUnit),
    /// Whether it is a call or another activity.
    Type,
    /// Whether it was made.
    Done,
    Status,
    Deleted,
    /// The names of those who were called.
    With,
    /// Their ids.
    WithId,
    WithEmail,
    /// Their company.
    Company,
}

/// How a column counts the time that a call took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DurationUnit {
    Milliseconds,
    Seconds,
    /// Minutes, or `1:20` of hours and minutes.
    Minutes,
}

impl CallField {
    /// Names it in `snake_case`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uid => "call_uid",
            Self::At => "call_at",
            Self::Time => "call_time",
            Self::DoneAt => "call_done_at",
            Self::Title => "call_title",
            Self::Text => "call_text",
            Self::Outcome => "call_outcome",
            Self::Duration(_) => "call_minutes",
            Self::Type => "call_type",
            Self::Done => "call_done",
            Self::Status => "call_status",
            Self::Deleted => "call_deleted",
            Self::With => "call_with",
            Self::WithId => "call_with_id",
            Self::WithEmail => "call_with_email",
            Self::Company => "call_with_company",
        }
    }

    /// Whether it holds dates that are read in an order of their column.
    pub(crate) fn has_dates(self) -> bool {
        matches!(self, Self::At | Self::DoneAt)
    }
}
