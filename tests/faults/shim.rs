//! The shim between the program and the C library: it is compiled here, and what it wrote down is read here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::ground::Background;

/// Something that happened to a file of the book's folder, or was printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Op {
    Create(PathBuf),
    Write(PathBuf, usize, Vec<u8>),
    Truncate(PathBuf, usize),
    /// Of a file, or of the folder.
    Sync(PathBuf),
    Unlink(PathBuf),
    Rename(PathBuf, PathBuf),
    Print(String),
}

/// The compiled shim; None where there is no way to preload one.
pub(super) fn shim() -> Option<&'static Path> {
    static SHIM: OnceLock<Option<PathBuf>> = OnceLock::new();
    SHIM.get_or_init(|| {
        if !cfg!(all(target_os = "linux", target_env = "gnu")) {
            return None;
        }
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/shim.c");
        let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("shim-{}.so", std::process::id()));
        let mut cc = Command::new("cc");
        cc.args(["-shared", "-fPIC", "-O1", "-w", "-o"]).arg(&to).arg(source).arg("-ldl");
        let status = cc.status().expect("cc, the C compiler that also builds SQLite");
        assert!(status.success(), "the shim is not compiled");
        Some(to)
    })
    .as_deref()
}

/// Where it can't be had, the test says that it is not run.
pub(super) fn shim_or_say(test: &str) -> Option<&'static Path> {
    let there = shim();
    if there.is_none() {
        println!("faults: {test} | not run: it needs Linux with glibc");
    }
    there
}

impl Background {
    /// Prepares a run under the shim.
    pub(super) fn under_shim(&self, shim: &Path, words: &[&str]) -> Command {
        let mut command = self.command(words);
        for (name, value) in self.shim_environment(shim) {
            command.env(name, value);
        }
        command
    }

    /// What a run's environment needs for it to be under the shim.
    pub(super) fn shim_environment(&self, shim: &Path) -> [(&'static str, PathBuf); 3] {
        let folder = fs::canonicalize(self.path("book")).expect("the book's folder");
        [("LD_PRELOAD", shim.to_path_buf()), ("FAULTS_FOLDER", folder), ("FAULTS_TRACE", self.path("trace"))]
    }

    /// What was written down since the last time.
    pub(super) fn take_trace(&self) -> Vec<Op> {
        let bytes = fs::read(self.path("trace")).unwrap_or_default();
        let _none = fs::remove_file(self.path("trace"));
        read_ops(&bytes)
    }
}

pub(super) fn read_ops(mut bytes: &[u8]) -> Vec<Op> {
    let mut ops = Vec::new();
    while !bytes.is_empty() {
        let number = |at: usize| {
            let word = bytes[at * 8..at * 8 + 8].try_into().expect("eight bytes");
            usize::try_from(u64::from_ne_bytes(word)).expect("a number")
        };
        let (op, path_length, at, length) = (number(0), number(1), number(2), number(3));
        let (path, rest) = bytes[32..].split_at(path_length);
        let path = PathBuf::from(std::str::from_utf8(path).expect("UTF-8"));
        let carries = matches!(op as u8, b'W' | b'P' | b'R');
        let (data, rest) = rest.split_at(if carries { length } else { 0 });
        ops.push(match op as u8 {
            b'C' => Op::Create(path),
            b'W' => Op::Write(path, at, data.to_vec()),
            b'T' => Op::Truncate(path, at),
            b'S' => Op::Sync(path),
            b'U' => Op::Unlink(path),
            b'R' => Op::Rename(path, PathBuf::from(std::str::from_utf8(data).expect("UTF-8"))),
            b'P' => Op::Print(String::from_utf8_lossy(data).into_owned()),
            other => panic!("what is {other}?"),
        });
        bytes = rest;
    }
    ops
}
