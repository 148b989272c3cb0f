//! A connection's bytes, and when the last of them moved: so that what is slow is waited for, and what is dead is not.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// When a byte moved last.
#[derive(Debug, Clone)]
pub(super) struct Moved {
    begun: Instant,
    /// Milliseconds from the beginning.
    last: Arc<AtomicU64>,
}

impl Moved {
    pub(super) fn new() -> Self {
        Self { begun: Instant::now(), last: Arc::new(AtomicU64::new(0)) }
    }

    /// Says that something moved.
    pub(super) fn now(&self) {
        let since = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.store(since, Ordering::Relaxed);
    }

    /// How long nothing has moved.
    pub(super) fn silence(&self) -> Duration {
        self.begun.elapsed().saturating_sub(Duration::from_millis(self.last.load(Ordering::Relaxed)))
    }
}

/// A connection that says when its bytes move.
#[derive(Debug)]
pub(super) struct Watched {
    pub inner: TcpStream,
    pub moved: Moved,
}

impl Watched {
    /// Notes that bytes moved, if some did.
    fn noting<T>(&self, polled: Poll<io::Result<T>>, bytes: impl Fn(&T) -> usize) -> Poll<io::Result<T>> {
        if matches!(&polled, Poll::Ready(Ok(done)) if bytes(done) > 0) {
            self.moved.now();
        }
        polled
    }
}

impl AsyncRead for Watched {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.inner).poll_read(cx, buf);
        let read = buf.filled().len() - before;
        self.noting(polled, |()| read)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.noting(polled, |written| *written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
