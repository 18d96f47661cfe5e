//! The instruments, as OpenTelemetry's SDK collects them.

use opentelemetry::metrics::{Counter, Histogram, Meter, MeterProvider as _, UpDownCounter};
use opentelemetry::{InstrumentationScope, KeyValue, StringValue};
use opentelemetry_sdk::metrics::SdkMeterProvider;

use crate::server::telemetry::instruments::{Instrument, Kind, Labels, Sink, Unit};

/// The instruments of the SDK, in the order of ours.
pub(super) struct Meters([Instrumented; Instrument::ALL.len()]);

enum Instrumented {
    Histogram(Histogram<f64>),
    Counter(Counter<u64>),
    Level(UpDownCounter<i64>),
}

impl Meters {
    pub(super) fn new(provider: &SdkMeterProvider) -> Self {
        let scope = InstrumentationScope::builder("mcp-runtime")
            .with_version(env!("CARGO_PKG_VERSION"))
            .build();
        let meter = provider.meter_with_scope(scope);
        Self(Instrument::ALL.map(|instrument| instrumented(&meter, instrument)))
    }
}

fn instrumented(meter: &Meter, instrument: Instrument) -> Instrumented {
    let declared = instrument.declared();
    let (name, help) = (declared.name, declared.help);
    // By the Unified Code for Units of Measure.
    let unit = match declared.unit {
        Unit::Seconds => "s".to_owned(),
        Unit::Bytes => "By".to_owned(),
        Unit::Of(what) => format!("{{{what}}}"),
    };
    match declared.kind {
        Kind::Histogram(bounds) => Instrumented::Histogram(
            meter
                .f64_histogram(name)
                .with_description(help)
                .with_unit(unit)
                .with_boundaries(bounds.to_vec())
                .build(),
        ),
        Kind::Counter => Instrumented::Counter(
            meter
                .u64_counter(name)
                .with_description(help)
                .with_unit(unit)
                .build(),
        ),
        Kind::Level => Instrumented::Level(
            meter
                .i64_up_down_counter(name)
                .with_description(help)
                .with_unit(unit)
                .build(),
        ),
    }
}

fn attributes(labels: &Labels) -> Vec<KeyValue> {
    let pair = |(name, value): &(&'static str, std::borrow::Cow<'static, str>)| {
        KeyValue::new(*name, StringValue::from(value.clone()))
    };
    labels.iter().map(pair).collect()
}

impl Sink for Meters {
    fn observe(&self, instrument: Instrument, value: f64, labels: &Labels, _: Option<&str>) {
        if let Instrumented::Histogram(histogram) = &self.0[instrument as usize] {
            histogram.record(value, &attributes(labels));
        }
    }

    fn add(&self, instrument: Instrument, value: i64, labels: &Labels) {
        match &self.0[instrument as usize] {
            Instrumented::Counter(counter) => {
                counter.add(value.unsigned_abs(), &attributes(labels));
            }
            Instrumented::Level(level) => level.add(value, &attributes(labels)),
            Instrumented::Histogram(_) => {}
        }
    }
}
