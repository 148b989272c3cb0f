//! What is wrong with an input, field by field: flags and forms share it.

use std::fmt;

/// Why a text cannot be read, and what would be right, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid(String);

impl Invalid {
    /// Says what is wrong.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Invalid {}

/// One thing that is wrong, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field's key, or its name where the user typed it.
    pub field: &'static str,
    /// What is wrong and what would be right.
    pub message: String,
    /// Whether it names something that is not there, or several things.
    pub is_unmatched: bool,
}

/// Everything that is wrong with an input; never empty where it is returned as an error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Notes a problem.
    pub fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push(Problem { field, message: message.into(), is_unmatched: false });
    }

    /// Notes that an input names something that is not there, or several things.
    pub fn add_unmatched(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push(Problem { field, message: message.into(), is_unmatched: true });
    }

    /// Names the problems otherwise than by the fields' keys.
    #[must_use]
    pub fn named(mut self, name: impl Fn(&'static str) -> &'static str) -> Self {
        for problem in &mut self.0 {
            problem.field = name(problem.field);
        }
        self
    }

    /// Returns the value, if nothing is wrong.
    pub fn or<T>(self, value: T) -> Result<T, Problems> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            let gap = if i == 0 { "" } else { "; " };
            write!(f, "{gap}{}: {}", problem.field.replace('_', "-"), problem.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
