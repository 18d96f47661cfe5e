//! One request under observation, from its arrival to its end, however it ends.

use std::sync::Arc;

use tokio::time::Instant;
use tracing::Span;
use tracing::field::display;

use super::arrival::Arrival;
use super::carrier::{self, Carrier};
use super::instruments::{Instrument, Labels, Refused};
use super::observer::Observer;
use super::subject::Subject;
use super::{content, names, span};
use crate::call;
use crate::params::Principal;
use crate::protocol::{ErrorCode, Refusal};
use crate::response::{Finished, Outcome};
use crate::server::answer::Answer;

/// A request under observation. Its end is told when this is dropped.
pub(crate) struct Observation {
    pub(super) observer: Arc<Observer>,
    pub(super) arrival: Arrival,
    pub(super) start: Instant,
    pub(super) known: Option<Known>,
    pub(super) end: End,
    pub(super) timed_out: bool,
    /// The HTTP status of its answer.
    pub(super) status: Option<u16>,
    /// The bytes of its answer, and of what comes before it.
    pub(super) sent: usize,
}

/// A request of which is known what it asks for.
pub(super) struct Known {
    pub(super) span: Span,
    pub(super) labels: Labels,
    pub(super) route: Option<String>,
    pub(super) method: &'static str,
    pub(super) caller: Option<Principal>,
    pub(super) trace: Option<String>,
    /// The size of its arguments, if they count.
    pub(super) arguments: Option<usize>,
    /// Whether it lasts until its client leaves, which is no failure.
    pub(super) is_endless: bool,
    /// Whether its result may be shown.
    shows_result: bool,
}

/// How a request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Nobody has said it.
    Open,
    Done,
    Failed,
    Refused(Option<ErrorCode>, Option<Refused>),
}

impl Observer {
    /// Begins to observe a request, if anybody wants to know of it.
    #[inline]
    pub(crate) fn begin(
        self: &Arc<Self>,
        arrival: impl FnOnce() -> Arrival,
    ) -> Option<Box<Observation>> {
        if self.is_on || tracing::span_enabled!(tracing::Level::INFO) {
            return Some(self.observe(arrival()));
        }
        None
    }

    #[cold]
    fn observe(self: &Arc<Self>, arrival: Arrival) -> Box<Observation> {
        Box::new(Observation::new(self.clone(), arrival))
    }
}

impl Observation {
    pub(super) fn new(observer: Arc<Observer>, arrival: Arrival) -> Self {
        Self {
            observer,
            arrival,
            start: Instant::now(),
            known: None,
            end: End::Open,
            timed_out: false,
            status: None,
            sent: 0,
        }
    }

    /// Its body has come.
    #[cfg(feature = "http")]
    pub(crate) fn received(&mut self, bytes: usize) {
        self.arrival.bytes = bytes;
    }

    /// It comes again as one of an earlier revision: each message of a body is a request.
    #[cfg(feature = "legacy")]
    pub(crate) fn arrival(&self) -> &Arrival {
        &self.arrival
    }

    /// It was refused before anybody read it.
    #[cfg(feature = "http")]
    pub(crate) fn turned_away(&mut self, status: u16, why: Refused) {
        self.status = Some(status);
        self.end = End::Refused(None, Some(why));
    }

    /// It can't be read.
    pub(crate) fn unread(&mut self, answer: &Answer) {
        self.answered(answer);
        self.end = End::Refused(None, Some(Refused::Parse));
    }

    /// Takes in its subject, once that is known. `body` is the request, which may name its client's
    /// trace. A request that comes again, with answers to questions, is the same request.
    pub(crate) fn identify(&mut self, subject: &Subject<'_>, body: &[u8]) {
        if self.known.is_some() {
            self.end = End::Open;
            return;
        }
        let span = span::open(&self.arrival, subject);
        // By a hash: whoever has a session's id has the session.
        if let Some(session) = &self.arrival.session {
            span.record(names::SESSION, self.observer.hasher.hash(session));
        }
        let trace = self.join_trace(&span, body);
        let mut labels: Labels = vec![(names::METHOD, subject.method.into())];
        if let (Some(route), Some((attribute, _))) = (subject.route, subject.name) {
            labels.push((attribute, route.to_owned().into()));
        }
        if subject.is_known {
            labels.push((names::PROTOCOL, self.arrival.revision.into()));
        }
        if let Some(transport) = self.arrival.transport.network() {
            labels.push((names::TRANSPORT, transport.into()));
        }
        self.add(Instrument::Active, 1, &labels);
        self.known = Some(Known {
            span,
            labels,
            route: subject.route.map(str::to_owned),
            method: subject.method,
            caller: None,
            trace,
            arguments: None,
            is_endless: false,
            shows_result: false,
        });
    }

    /// Puts the span under the client's, and gives the id of the trace.
    fn join_trace(&self, span: &Span, body: &[u8]) -> Option<String> {
        let meta = Carrier::of(body);
        #[cfg(feature = "opentelemetry")]
        {
            super::parent::set(span, &meta, self.arrival.context.as_ref());
            if let Some(id) = super::parent::trace_id(span) {
                return Some(id);
            }
        }
        let traceparent = meta.traceparent.as_deref();
        let traceparent = traceparent.or(self.arrival.traceparent.as_deref());
        let id = traceparent.and_then(carrier::trace_id)?;
        span.record("trace_id", id);
        Some(id.to_owned())
    }

    /// Who sends it, and with what.
    pub(crate) fn call(
        &mut self,
        subject: &call::Subject,
        caller: &Principal,
        arguments: Option<&str>,
        body: &[u8],
    ) {
        let (settings, observer) = (self.observer.settings, &self.observer);
        let Some(known) = &mut self.known else { return };
        let method = subject.method;
        known.is_endless = method.is_endless;
        if method.has_middleware {
            known.arguments = Some(arguments.map_or(0, str::len));
        }
        if settings.callers
            && let Some(id) = caller.id()
        {
            known.span.record(names::CALLER, observer.hasher.hash(id));
        }
        if settings.access_log && !caller.is_anonymous() {
            known.caller = Some(caller.clone());
        }
        // What a user answers to a question is nobody else's, and the result may tell it.
        if settings.content && method.operation.is_some() && !has_answers(body) {
            known.shows_result = true;
            if let Some(arguments) = arguments.and_then(content::shown) {
                known.span.record(names::ARGUMENTS, arguments);
            }
        }
    }

    /// The span that the request's work belongs to.
    pub(crate) fn span(&self) -> Span {
        let known = self.known.as_ref();
        known.map_or_else(Span::none, |known| known.span.clone())
    }

    /// It is refused, by us: before anything of it was carried out.
    pub(crate) fn refused(&mut self, refusal: &Refusal) {
        self.end = End::Refused(Some(refusal.code()), reason(refusal.code()));
        if let Some(known) = &self.known {
            let message = content::without_quotes(refusal.message());
            known.span.record("otel.status_description", message);
        }
    }

    /// It is answered with a result of so many bytes.
    #[cfg(feature = "legacy")]
    pub(crate) fn done(&mut self, bytes: usize) {
        self.end = End::Done;
        self.sent(bytes);
    }

    /// It failed after its calls had ended.
    #[cfg(feature = "legacy")]
    pub(crate) fn failed(&mut self) {
        self.end = End::Failed;
    }

    /// So many bytes of its answer were sent, by HTTP with success.
    #[cfg(feature = "legacy")]
    pub(crate) fn sent(&mut self, bytes: usize) {
        self.status = Some(200);
        self.sent += bytes;
    }

    /// Its client speaks this revision, if one that is known.
    #[cfg(feature = "legacy")]
    pub(crate) fn of_revision(&mut self, revision: Option<&'static str>) {
        if let Some(revision) = revision {
            self.arrival.revision = revision;
        }
    }

    /// Its call has ended.
    pub(crate) fn ended(&mut self, outcome: &Finished) {
        match outcome {
            // A limit's refusal was told before.
            Finished::Refused(_) if matches!(self.end, End::Refused(..)) => return,
            Finished::Refused(refusal) => {
                self.end = End::Refused(Some(refusal.code()), None);
                // Whoever wrote the function chose the words, and may have quoted arguments.
                if let Some(known) = &self.known
                    && self.observer.settings.content
                {
                    let description = display(refusal.message());
                    known.span.record("otel.status_description", description);
                }
                return;
            }
            Finished::Response { outcome, .. } if *outcome == Outcome::Failed => {
                self.end = End::Failed;
            }
            Finished::Response { .. } | Finished::Fixed { .. } => self.end = End::Done,
        }
        let (size, body) = match outcome {
            Finished::Response { body, .. } => (body.len(), Some(&body[..])),
            Finished::Fixed { head, tail } => (head.len() + tail.len(), None),
            Finished::Refused(_) => return,
        };
        let Some(known) = &self.known else { return };
        if known.arguments.is_some() && !self.timed_out {
            self.observe(Instrument::ResultSize, as_float(size), &known.labels);
        }
        if known.shows_result
            && let Some(result) = body.and_then(content::shown_result)
        {
            known.span.record(names::RESULT, result);
        }
    }

    /// Its call took too long.
    pub(crate) fn timed_out(&mut self) {
        self.timed_out = true;
    }

    /// Its answer is ready.
    pub(crate) fn answered(&mut self, answer: &Answer) {
        let (status, size) = match answer {
            Answer::Fixed(head, tail) => (200, head.len() + tail.len()),
            Answer::Whole(response) => (response.status, response.body.len()),
        };
        self.status = Some(status);
        self.sent += size;
        if self.end == End::Open {
            self.end = End::Done;
        }
    }

    /// So many bytes were sent before the answer.
    pub(crate) fn emitted(&mut self, bytes: usize) {
        self.sent += bytes;
    }

    pub(super) fn add(&self, instrument: Instrument, value: i64, labels: &Labels) {
        for sink in &self.observer.sinks {
            sink.add(instrument, value, labels);
        }
    }

    pub(super) fn observe(&self, instrument: Instrument, value: f64, labels: &Labels) {
        let known = self.known.as_ref();
        // Of a trace that nobody keeps, there is nothing to look up.
        #[cfg(feature = "opentelemetry")]
        let known = known.filter(|known| super::parent::is_sampled(&known.span));
        let trace = known.and_then(|known| known.trace.as_deref());
        for sink in &self.observer.sinks {
            sink.observe(instrument, value, labels, trace);
        }
    }
}

/// Whether a request carries answers to questions.
fn has_answers(body: &[u8]) -> bool {
    std::str::from_utf8(body).is_ok_and(|body| body.contains("inputResponses"))
}

/// The reason by which a refusal counts by itself: nothing of the request was carried out.
fn reason(code: ErrorCode) -> Option<Refused> {
    match code {
        #[cfg(feature = "auth")]
        ErrorCode::Unauthorized => Some(Refused::Unauthenticated),
        ErrorCode::InsufficientScope => Some(Refused::Scope),
        ErrorCode::ParseError => Some(Refused::Parse),
        ErrorCode::HeaderMismatch => Some(Refused::HeaderMismatch),
        ErrorCode::UnsupportedVersion => Some(Refused::Version),
        ErrorCode::RateLimited => Some(Refused::Rate),
        ErrorCode::Overloaded => Some(Refused::Room),
        _ => None,
    }
}

/// No size has more digits than a float holds.
#[allow(clippy::cast_precision_loss)]
pub(super) fn as_float(size: usize) -> f64 {
    size as f64
}
