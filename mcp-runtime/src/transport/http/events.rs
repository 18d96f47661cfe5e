//! A stream of server-sent events: messages, and comments where there is nothing to say.
//!
//! Each message is copied once, into a buffer of the event's own size, and no timer is set for it:
//! an event costs little more than its bytes.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, Response};
use http_body::Frame;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

use super::traffic::Answering;
#[cfg(feature = "legacy")]
use crate::legacy;

/// The pauses between comments that find out whether a client who writes no more is there.
const PROBES: [Duration; 4] = [
    Duration::ZERO,
    Duration::from_millis(250),
    Duration::from_secs(1),
    Duration::from_secs(3),
];

const COMMENT: &[u8] = b":\n\n";
const START: &[u8] = b"data: ";
const END: &[u8] = b"\n\n";

/// An event of a stream.
pub(super) trait Event: Send + 'static {
    /// The event as it is sent.
    fn write(&self) -> Bytes;
}

/// A message.
impl Event for String {
    fn write(&self) -> Bytes {
        event(
            self,
            Vec::with_capacity(START.len() + self.len() + END.len()),
        )
    }
}

#[cfg(feature = "legacy")]
impl Event for legacy::Event {
    fn write(&self) -> Bytes {
        let mut head = String::new();
        if let Some(id) = &self.id {
            head = format!("id: {id}\n");
        }
        if let Some(retry) = self.retry {
            head += &format!("retry: {}\n", retry.as_millis());
        }
        event(&self.data, head.into_bytes())
    }
}

/// A response that ends with its messages. A comment is sent after each `silence`.
pub(super) fn events<E: Event>(
    messages: impl Stream<Item = E> + Send + 'static,
    silence: Duration,
    answering: Option<Answering>,
) -> Response<Body> {
    let mut response = Response::new(Body::new(Events {
        messages: Box::pin(messages.fuse()),
        probes: answering.map(|answering| Box::pin(probes(answering)) as _),
        silence,
        spoke: Instant::now(),
        alarm: None,
    }));
    *response.headers_mut() = HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        // nginx would collect the events otherwise.
        (
            HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        ),
    ]);
    response
}

/// Resolves once the client writes no more.
pub(super) async fn half_closed(answering: Option<&Answering>) {
    match answering {
        Some(answering) => answering.half_closed().cancelled().await,
        None => std::future::pending().await,
    }
}

/// Comments for a client who writes no more. One who is gone refuses the first, and the second one
/// finds the connection broken.
fn probes(answering: Answering) -> impl Stream<Item = ()> + Send {
    futures_util::stream::unfold(
        (answering, PROBES.into_iter()),
        |(answering, mut pauses)| async move {
            half_closed(Some(&answering)).await;
            // The answering lasts as long as the stream.
            match pauses.next() {
                Some(pause) => sleep(pause).await,
                None => std::future::pending().await,
            }
            Some(((), (answering, pauses)))
        },
    )
}

struct Events<E> {
    messages: Pin<Box<dyn Stream<Item = E> + Send>>,
    probes: Option<Pin<Box<dyn Stream<Item = ()> + Send>>>,
    silence: Duration,
    /// When something was sent last.
    spoke: Instant,
    /// Goes off no later than the next comment is due. It isn't set anew for every message.
    alarm: Option<Pin<Box<Sleep>>>,
}

impl<E: Event> HttpBody for Events<E> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = match self.messages.as_mut().poll_next(cx) {
            Poll::Ready(None) => return Poll::Ready(None),
            Poll::Ready(Some(message)) => message.write(),
            Poll::Pending => {
                ready!(self.poll_comment(cx));
                Bytes::from_static(COMMENT)
            }
        };
        self.spoke = Instant::now();
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }
}

impl<E> Events<E> {
    /// Ready when a comment is due.
    fn poll_comment(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(probes) = &mut self.probes
            && let Poll::Ready(Some(())) = probes.as_mut().poll_next(cx)
        {
            return Poll::Ready(());
        }
        loop {
            let due = self.spoke + self.silence;
            let alarm = (self.alarm).get_or_insert_with(|| Box::pin(sleep_until(due)));
            ready!(alarm.as_mut().poll(cx));
            if Instant::now() >= due {
                alarm.as_mut().reset(Instant::now() + self.silence);
                return Poll::Ready(());
            }
            alarm.as_mut().reset(due);
        }
    }
}

/// A message as an event. JSON has line breaks between its tokens only, and an event's data is one
/// line. It is added to what `event` has already, its other lines.
fn event(message: &str, mut event: Vec<u8>) -> Bytes {
    let head = event.len();
    event.extend_from_slice(START);
    event.extend_from_slice(message.as_bytes());
    for byte in &mut event[head..] {
        *byte = match *byte {
            b'\n' | b'\r' => b' ',
            other => other,
        };
    }
    event.extend_from_slice(END);
    event.into()
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt as _, stream};
    use http_body_util::{BodyExt as _, Collected};

    use super::*;

    async fn next(body: &mut Body) -> Option<Bytes> {
        Some(body.frame().await?.ok()?.into_data().unwrap_or_default())
    }

    #[tokio::test]
    async fn a_message_is_one_event_whatever_blanks_it_has() {
        let messages = stream::iter(["{\r\n\"a\": 1}".to_owned(), "{}".to_owned()]);
        let response = events(messages, Duration::from_secs(1), None);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/event-stream");
        let sent = response
            .into_body()
            .collect()
            .await
            .map(Collected::to_bytes);
        assert_eq!(
            sent.ok().as_deref(),
            Some(&b"data: {  \"a\": 1}\n\ndata: {}\n\n"[..])
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_comment_comes_after_each_silence_and_a_message_puts_it_off() {
        let silence = Duration::from_secs(10);
        let spoken = stream::once(sleep(Duration::from_secs(7)).map(|()| "{}".to_owned()));
        let messages = spoken.chain(stream::pending());
        let (began, mut body) = (Instant::now(), events(messages, silence, None).into_body());
        let mut heard = Vec::new();
        for _ in 0..3 {
            let bytes = next(&mut body).await;
            heard.push((began.elapsed().as_secs(), bytes));
        }
        let comment = || Some(Bytes::from_static(COMMENT));
        assert_eq!(heard[0], (7, Some(Bytes::from_static(b"data: {}\n\n"))));
        assert_eq!(heard[1..], [(17, comment()), (27, comment())]);
        assert_eq!(
            next(&mut body).now_or_never(),
            None,
            "until the next silence"
        );
    }
}
