//! The lines of a file of cards; memory holds no more of a line than a property may have.

use std::io::{self, Read};

use super::FIELD_LIMIT;

const CHUNK: usize = 64 * 1024;
/// How much of a line to keep: quoted-printable writes three signs for a byte.
pub(super) const LINE_LIMIT: usize = 3 * FIELD_LIMIT + 1024;

/// The lines of a file, which end in CR, LF or both; only the first part of each stays in memory.
pub(super) struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    after_return: bool,
    pub(super) kept: Vec<u8>,
    /// How long the whole line is.
    pub(super) length: u64,
    /// The number of the line, from 1.
    pub(super) number: u64,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Lines {
            input,
            buffer: vec![0; CHUNK],
            at: 0,
            end: 0,
            after_return: false,
            kept: Vec::new(),
            length: 0,
            number: 0,
        }
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        while self.at == self.end {
            (self.at, self.end) = (0, 0);
            self.end = match self.input.read(&mut self.buffer) {
                Ok(0) => return Ok(None),
                Ok(read) => read,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => 0,
                Err(e) => return Err(e),
            };
        }
        let byte = self.buffer.get(self.at).copied();
        self.at += 1;
        Ok(byte)
    }

    /// Reads the next line; false at the end.
    pub(super) fn next(&mut self) -> io::Result<bool> {
        self.kept.clear();
        self.length = 0;
        self.number += 1;
        let mut any = false;
        while let Some(byte) = self.byte()? {
            if std::mem::take(&mut self.after_return) && byte == b'\n' {
                continue;
            }
            any = true;
            if byte == b'\n' || byte == b'\r' {
                self.after_return = byte == b'\r';
                break;
            }
            self.length += 1;
            if self.kept.len() < LINE_LIMIT {
                self.kept.push(byte);
            }
        }
        Ok(any)
    }
}
