//! The end of a request, told to all who want to know.

use std::borrow::Cow;

use tracing::field::display;

use super::instruments::Instrument;
use super::request::{End, Known, Observation, as_float};
use super::{access, names};
use crate::protocol::ErrorCode;

impl Observation {
    /// The class of its failure, if it failed.
    fn error(&self, known: &Known) -> Option<Cow<'static, str>> {
        if self.timed_out {
            return Some("timeout".into());
        }
        match self.end {
            End::Done => None,
            End::Failed => Some("tool_error".into()),
            End::Refused(code, _) => {
                Some(code.map_or(names::OTHER.into(), |code| code.number().to_string().into()))
            }
            End::Open if known.is_endless => None,
            End::Open => Some("cancelled".into()),
        }
    }

    fn tell_end(&self, known: &Known) {
        let error = self.error(known);
        if let Some(error) = &error {
            known.span.record(names::ERROR, &**error);
            known.span.record("otel.status_code", "ERROR");
        }
        if let End::Refused(Some(code), _) = self.end
            && !self.timed_out
        {
            known
                .span
                .record(names::STATUS_CODE, display(code.number()));
        }
        self.add(Instrument::Active, -1, &known.labels);
        if let End::Refused(_, Some(why)) = self.end {
            let mut labels = vec![why.label()];
            labels.extend(known.labels.iter().cloned());
            return self.add(Instrument::Refused, 1, &labels);
        }
        if let Some(size) = known.arguments {
            self.observe(Instrument::ArgumentsSize, as_float(size), &known.labels);
        }
        let mut labels = known.labels.clone();
        labels.extend(error.map(|error| (names::ERROR, error)));
        let took = self.start.elapsed().as_secs_f64();
        self.observe(Instrument::Duration, took, &labels);
    }

    fn line(&self) -> access::Line<'_> {
        let known = self.known.as_ref();
        let caller = known.and_then(|known| known.caller.as_ref()?.id());
        let code = match self.end {
            End::Refused(code, _) => code.map(ErrorCode::number),
            _ => None,
        };
        access::Line {
            peer: self.arrival.peer,
            port: self.arrival.port,
            caller: caller.map(|id| {
                if self.observer.settings.named_callers {
                    crate::protocol::quotable(id)
                } else {
                    self.observer.hasher.hash(id)
                }
            }),
            method: known.map(|known| known.method),
            name: known.and_then(|known| known.route.as_deref()),
            error: match (known, self.end) {
                (Some(known), _) => self.error(known),
                (None, End::Refused(_, Some(why))) => Some(why.name().into()),
                (None, _) => None,
            },
            code,
            status: self
                .status
                .filter(|_| self.arrival.transport.http_version().is_some()),
            took: self.start.elapsed(),
            received: self.arrival.bytes,
            sent: self.sent,
            trace: known.and_then(|known| known.trace.as_deref()),
        }
    }
}

impl Drop for Observation {
    fn drop(&mut self) {
        match self.known.take() {
            Some(known) => {
                self.tell_end(&known);
                let span = known.span.clone();
                self.known = Some(known);
                if self.observer.settings.access_log {
                    span.in_scope(|| self.line().write());
                }
            }
            // A client who leaves before anybody knows what it wants has asked for nothing.
            None if self.end == End::Open => {}
            None => {
                if let End::Refused(_, Some(why)) = self.end {
                    let mut labels = vec![why.label()];
                    if let Some(transport) = self.arrival.transport.network() {
                        labels.push((names::TRANSPORT, transport.into()));
                    }
                    self.add(Instrument::Refused, 1, &labels);
                }
                if self.observer.settings.access_log {
                    self.line().write();
                }
            }
        }
    }
}
