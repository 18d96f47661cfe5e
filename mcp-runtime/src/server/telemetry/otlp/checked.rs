//! The variables that OpenTelemetry's SDK reads by itself. It passes over what it can't follow, so
//! that an operator would wait for telemetry that never comes: here, that is an error at start.

use http::{HeaderName, HeaderValue, Uri};

use super::environment::{Signal, Var, Wanted};

const SAMPLERS: [&str; 6] = [
    "always_on",
    "always_off",
    "traceidratio",
    "parentbased_always_on",
    "parentbased_always_off",
    "parentbased_traceidratio",
];

/// How much is collected, and how often it is sent.
const NUMBERS: [(&str, Option<Signal>); 9] = [
    ("OTEL_EXPORTER_OTLP_TIMEOUT", None),
    ("OTEL_BSP_SCHEDULE_DELAY", Some(Signal::Traces)),
    ("OTEL_BSP_MAX_QUEUE_SIZE", Some(Signal::Traces)),
    ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", Some(Signal::Traces)),
    ("OTEL_BLRP_SCHEDULE_DELAY", Some(Signal::Logs)),
    ("OTEL_BLRP_MAX_QUEUE_SIZE", Some(Signal::Logs)),
    ("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", Some(Signal::Logs)),
    ("OTEL_METRIC_EXPORT_INTERVAL", Some(Signal::Metrics)),
    ("OTEL_METRIC_EXPORT_TIMEOUT", Some(Signal::Metrics)),
];

/// Checks what the signals that are sent depend on, and nothing else.
pub(super) fn check(wanted: Wanted, var: Var<'_>) -> Result<(), String> {
    if wanted.traces {
        sampler(var)?;
    }
    for (name, signal) in NUMBERS {
        if signal.is_none_or(|signal| wanted.has(signal)) {
            number(name, var)?;
        }
    }
    for signal in Signal::ALL.into_iter().filter(|signal| wanted.has(*signal)) {
        number(&signal.variable("TIMEOUT"), var)?;
        for (what, follows) in [
            ("ENDPOINT", endpoint as fn(&str, &str) -> Result<(), String>),
            ("COMPRESSION", compression),
            ("HEADERS", headers),
        ] {
            let own = signal.variable(what);
            let shared = format!("OTEL_EXPORTER_OTLP_{what}");
            if let Some((name, value)) = [own, shared]
                .into_iter()
                .find_map(|name| var(&name).map(|value| (name, value)))
            {
                follows(&name, &value)?;
            }
        }
    }
    Ok(())
}

fn sampler(var: Var<'_>) -> Result<(), String> {
    const NAME: &str = "OTEL_TRACES_SAMPLER";
    let Some(sampler) = var(NAME) else {
        return Ok(());
    };
    if !SAMPLERS.contains(&sampler.as_str()) {
        return Err(format!(
            "{NAME} is `{sampler}`, which this server doesn't have; set it to one of {}",
            SAMPLERS.join(", ")
        ));
    }
    if !sampler.ends_with("traceidratio") {
        return Ok(());
    }
    let ratio = var("OTEL_TRACES_SAMPLER_ARG");
    let read = ratio.as_deref().and_then(|ratio| ratio.parse::<f64>().ok());
    if read.is_some_and(|ratio| (0.0..=1.0).contains(&ratio)) {
        return Ok(());
    }
    let is = ratio.map_or("isn't set".to_owned(), |ratio| format!("is `{ratio}`"));
    Err(format!(
        "OTEL_TRACES_SAMPLER_ARG {is}; with {NAME}={sampler} it says which part of the traces is \
         kept, from 0 to 1, such as 0.1"
    ))
}

fn number(name: &str, var: Var<'_>) -> Result<(), String> {
    match var(name) {
        Some(value) if value.parse::<u32>().is_ok_and(|number| number > 0) => Ok(()),
        None => Ok(()),
        Some(value) => Err(format!(
            "{name} is `{value}`; set it to a whole number above 0 (times are in milliseconds)"
        )),
    }
}

/// The value may hold a password, and isn't repeated.
fn endpoint(name: &str, value: &str) -> Result<(), String> {
    let uri = value.parse::<Uri>().ok();
    let scheme = uri.as_ref().and_then(Uri::scheme_str);
    match scheme {
        Some("https") if !cfg!(feature = "otlp-tls") => Err(format!(
            "{name} is an https URL, which needs the feature `otlp-tls` of `mcp-runtime`; build \
             the server with it, or send to a collector on this machine by http"
        )),
        Some("http" | "https") => Ok(()),
        _ => Err(format!(
            "{name} is no URL of a collector; set it to one such as http://collector:4318"
        )),
    }
}

fn compression(name: &str, value: &str) -> Result<(), String> {
    if ["gzip", "none"]
        .iter()
        .any(|known| value.eq_ignore_ascii_case(known))
    {
        return Ok(());
    }
    Err(format!(
        "{name} is `{value}`, which this server doesn't have; set it to `gzip` or `none`"
    ))
}

/// Headers are mostly credentials: the message names the header at most.
fn headers(name: &str, value: &str) -> Result<(), String> {
    for pair in value.split(',').filter(|pair| !pair.trim().is_empty()) {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(format!(
                "{name} has a header without `=`; write `name=value`, with commas between them, \
                 and a comma in a value as %2C"
            ));
        };
        let key = key.trim();
        if key.parse::<HeaderName>().is_err() {
            return Err(format!(
                "{name} has a header with a name that HTTP doesn't allow; write `name=value`, \
                 with commas between them"
            ));
        }
        if HeaderValue::from_str(value.trim()).is_err() {
            return Err(format!(
                "{name}: the value of `{key}` has characters that HTTP doesn't allow; write them \
                 as percent-encoded UTF-8, such as %C3%A9"
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLLECTOR: (&str, &str) = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");

    fn checked(variables: &[(&str, &str)]) -> Result<(), String> {
        let var = |name: &str| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        check(Wanted::read(&var)?, &var)
    }

    #[test]
    fn what_the_sdk_would_pass_over_is_an_error() {
        for (name, value, part) in [
            ("OTEL_TRACES_SAMPLER", "xray", "one of always_on"),
            (
                "OTEL_TRACES_SAMPLER",
                "traceidratio",
                "OTEL_TRACES_SAMPLER_ARG isn't set",
            ),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "5s", "a whole number"),
            ("OTEL_EXPORTER_OTLP_LOGS_TIMEOUT", "0", "a whole number"),
            ("OTEL_BSP_MAX_QUEUE_SIZE", "-1", "a whole number"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "often", "a whole number"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "zstd", "`gzip` or `none`"),
            (
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
                "collector:4318",
                "http://collector:4318",
            ),
            ("OTEL_EXPORTER_OTLP_HEADERS", "s3cret", "`name=value`"),
            (
                "OTEL_EXPORTER_OTLP_HEADERS",
                "a b=s3cret",
                "a name that HTTP",
            ),
            (
                "OTEL_EXPORTER_OTLP_HEADERS",
                "api-key=s3cret\u{7f}",
                "the value of `api-key`",
            ),
        ] {
            let error = checked(&[COLLECTOR, (name, value)]).unwrap_err();
            assert!(error.contains(name) && error.contains(part), "{error}");
            assert!(!error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn what_the_sdk_follows_is_taken() {
        for (name, value) in [
            ("OTEL_TRACES_SAMPLER", "parentbased_always_off"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "500"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "GZIP"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%2Cb, x-tenant=one,"),
        ] {
            assert_eq!(checked(&[COLLECTOR, (name, value)]), Ok(()));
        }
        let ratio = [
            ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
            ("OTEL_TRACES_SAMPLER_ARG", "0.25"),
        ];
        assert_eq!(checked(&[COLLECTOR, ratio[0], ratio[1]]), Ok(()));
    }

    #[test]
    fn what_is_not_sent_needs_nothing() {
        let off = ("OTEL_TRACES_EXPORTER", "none");
        let sampler = ("OTEL_TRACES_SAMPLER", "xray");
        assert_eq!(checked(&[COLLECTOR, off, sampler]), Ok(()));
        assert_eq!(checked(&[sampler]), Ok(()));
    }

    #[test]
    fn https_needs_its_feature() {
        let result = checked(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector:4318")]);
        assert_eq!(result.is_ok(), cfg!(feature = "otlp-tls"), "{result:?}");
    }
}
