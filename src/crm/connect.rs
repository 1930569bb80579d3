//! Tells the limiter when a connection is made.
//!
//! A request that finds no open connection leaves only when one is there: a few round trips after its turn, with TLS. The
//! next ones find theirs open and do not wait, so that eight could arrive within a second although they had their turns
//! in more.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tower::{Layer, Service};

use super::throttle::Throttle;

/// Watches the making of connections.
#[derive(Debug, Clone)]
pub struct Watch(pub Arc<Throttle>);

/// A connector that is watched.
#[derive(Debug, Clone)]
pub struct Watched<S> {
    inner: S,
    throttle: Arc<Throttle>,
}

impl<S> Layer<S> for Watch {
    type Service = Watched<S>;

    fn layer(&self, inner: S) -> Watched<S> {
        Watched {
            inner,
            throttle: Arc::clone(&self.0),
        }
    }
}

impl<S, R> Service<R> for Watched<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let throttle = Arc::clone(&self.throttle);
        let begun = throttle.clock();
        let connecting = self.inner.call(request);
        Box::pin(async move {
            let made = connecting.await;
            if made.is_ok()
                && let Err(error) = throttle.left_late(begun)
            {
                tracing::debug!(%error, "cannot tell the limiter of a connection");
            }
            made
        })
    }
}
