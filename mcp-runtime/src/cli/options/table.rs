//! The settings, each with its name, its variable of the environment, its help and its field.

use super::{Field, Of, Setting};

pub(super) const SETTINGS: &[Setting] = &[
    setting(
        Of::Telemetry,
        "access-log",
        "MCP_ACCESS_LOG",
        "Log one line for each request, at its end",
        Field::Switch(|s| &mut s.telemetry.access_log),
    ),
    setting(
        Of::Telemetry,
        "log-callers",
        "MCP_LOG_CALLERS",
        "Name callers in these lines by their ids, and not by a hash",
        Field::Switch(|s| &mut s.telemetry.named_callers),
    ),
    #[cfg(feature = "opentelemetry")]
    setting(
        Of::Telemetry,
        "telemetry-content",
        "MCP_TELEMETRY_CONTENT",
        "Put arguments and results of tools into spans, 4 KiB of each at most",
        Field::Switch(|s| &mut s.telemetry.content),
    ),
    #[cfg(feature = "opentelemetry")]
    setting(
        Of::Telemetry,
        "telemetry-callers",
        "MCP_TELEMETRY_CALLERS",
        "Put callers into spans, by a hash",
        Field::Switch(|s| &mut s.telemetry.callers),
    ),
    setting(
        Of::Http,
        "path",
        "MCP_PATH",
        "The path of the MCP endpoint",
        Field::Path(|s| &mut s.path),
    ),
    setting(
        Of::Http,
        "allow-host",
        "MCP_ALLOW_HOST",
        "Also answer requests to this host, beside loopback",
        Field::Allowed("HOST", |s| &mut s.hosts),
    ),
    setting(
        Of::Http,
        "allow-origin",
        "MCP_ALLOW_ORIGIN",
        "Also answer web pages of this origin, beside loopback",
        Field::Allowed("ORIGIN", |s| &mut s.origins),
    ),
    setting(
        Of::Http,
        "cors",
        "MCP_CORS",
        "Let web pages of these origins be clients, by answering what their browsers ask",
        Field::Switch(|s| &mut s.cors),
    ),
    setting(
        Of::Http,
        "health-path",
        "MCP_HEALTH_PATH",
        "The path that says whether the process lives, or `off`",
        Field::Probe(|s| &mut s.health_path),
    ),
    setting(
        Of::Http,
        "ready-path",
        "MCP_READY_PATH",
        "The path that says whether the server takes calls, or `off`",
        Field::Probe(|s| &mut s.ready_path),
    ),
    #[cfg(any(debug_assertions, feature = "playground"))]
    setting(
        Of::Http,
        "playground",
        "MCP_PLAYGROUND",
        "Serve a page for developers at /playground, on loopback only",
        Field::Switch(|s| &mut s.playground),
    ),
    #[cfg(feature = "legacy")]
    setting(
        Of::Limits,
        "modern-only",
        "MCP_MODERN_ONLY",
        "Turn clients away whose revision begins with `initialize`",
        Field::Switch(|s| &mut s.modern_only),
    ),
    setting(
        Of::Limits,
        "lenient",
        "MCP_LENIENT",
        "Take a text for the JSON in it, in arguments that can be no text",
        Field::Switch(|s| &mut s.lenient_arguments),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-issuer",
        "MCP_AUTH_ISSUER",
        "Take access tokens of this issuer",
        Field::Texts("URL", |s| &mut s.auth_options.issuers),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-resource",
        "MCP_AUTH_RESOURCE",
        "The URL of the endpoint, as clients write it: what tokens must be for",
        Field::Text("URL", |s| &mut s.auth_options.resource),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-audience",
        "MCP_AUTH_AUDIENCE",
        "Also take tokens of this audience, from an issuer that knows no resources",
        Field::Texts("NAME", |s| &mut s.auth_options.audiences),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-jwks",
        "MCP_AUTH_JWKS",
        "Where the issuer's keys are, if it has no metadata",
        Field::Text("URL", |s| &mut s.auth_options.jwks),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-algorithms",
        "MCP_AUTH_ALGORITHMS",
        "Take tokens that are signed by these alone: RS256, PS256, ES256, ES384, EdDSA",
        Field::Texts("NAME", |s| &mut s.auth_options.algorithms),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-leeway",
        "MCP_AUTH_LEEWAY",
        "How far the clocks of issuer and server may differ",
        Field::Deadline(|s| &mut s.auth_options.leeway),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-introspect",
        "MCP_AUTH_INTROSPECT",
        "Ask the issuer about each token here, as the client that MCP_AUTH_INTROSPECT_ID and \
         _SECRET name",
        Field::Text("URL", |s| &mut s.auth_options.introspect),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-scope-prefix",
        "MCP_AUTH_SCOPE_PREFIX",
        "What the issuer writes before each scope, such as api://projects/",
        Field::Text("TEXT", |s| &mut s.auth_options.scope_prefix),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-lists",
        "MCP_AUTH_LISTS",
        "Whether lists have all that can be acquired, or what their reader may use: all, granted",
        Field::Granted(|s| &mut s.lists_granted),
    ),
    setting(
        Of::Http,
        "no-auth",
        "MCP_NO_AUTH",
        "Ask nobody for credentials, and let everybody do everything, on loopback only",
        Field::Switch(|s| &mut s.no_auth),
    ),
    #[cfg(feature = "auth")]
    setting(
        Of::Http,
        "auth-keys",
        "MCP_AUTH_KEYS",
        "Take the keys in this file, which `key` makes",
        Field::Text("FILE", |s| &mut s.auth_options.keys),
    ),
    #[cfg(all(feature = "auth", any(debug_assertions, feature = "playground")))]
    setting(
        Of::Http,
        "auth-dev",
        "MCP_AUTH_DEV",
        "Bring an issuer for development along, without passwords, on loopback only",
        Field::Switch(|s| &mut s.dev_issuer),
    ),
    setting(
        Of::Limits,
        "body-limit",
        "MCP_BODY_LIMIT",
        "The greatest request, such as 512KiB",
        Field::Size(|s| &mut s.body_limit),
    ),
    setting(
        Of::Limits,
        "call-timeout",
        "MCP_CALL_TIMEOUT",
        "How long a call may take, unless its tool says otherwise",
        Field::Time(|s| &mut s.call_timeout),
    ),
    setting(
        Of::Limits,
        "shutdown-timeout",
        "MCP_SHUTDOWN_TIMEOUT",
        "How long calls in flight may go on once a shutdown began",
        Field::Deadline(|s| &mut s.shutdown_timeout),
    ),
    setting(
        Of::Limits,
        "max-calls",
        "MCP_MAX_CALLS",
        "How many calls may run at a time",
        Field::Number(|s| &mut s.max_calls),
    ),
    setting(
        Of::Limits,
        "workers",
        "MCP_WORKERS",
        "How many tasks this process works on at a time, or 0 to leave them to others",
        Field::Number(|s| &mut s.task_workers),
    ),
    #[cfg(feature = "rate-limit")]
    setting(
        Of::Limits,
        "rate-limit",
        "MCP_RATE_LIMIT",
        "How often each caller may call tools, such as 10/s, 600/min or 1000/h",
        Field::Rate(|s| &mut s.rate_limit),
    ),
    setting(
        Of::Limits,
        "max-subscriptions",
        "MCP_MAX_SUBSCRIPTIONS",
        "How many clients may listen for changes at a time",
        Field::Number(|s| &mut s.max_subscriptions),
    ),
    setting(
        Of::Limits,
        "max-answers",
        "MCP_MAX_ANSWERS",
        "How many answers of one caller a shared store remembers, so that each counts once",
        Field::Number(|s| &mut s.max_answers),
    ),
    setting(
        Of::Limits,
        "max-question",
        "MCP_MAX_QUESTION",
        "How many characters a question may have; one that would be longer isn't asked",
        Field::Number(|s| &mut s.max_question),
    ),
    setting(
        Of::Limits,
        "max-handles",
        "MCP_MAX_HANDLES",
        "How many handles of one kind each caller may have",
        Field::Number(|s| &mut s.max_handles),
    ),
    setting(
        Of::Limits,
        "max-handle-size",
        "MCP_MAX_HANDLE_SIZE",
        "The greatest state behind a handle, such as 64KiB",
        Field::Size(|s| &mut s.max_handle_size),
    ),
    setting(
        Of::HttpLimits,
        "max-connections",
        "MCP_MAX_CONNECTIONS",
        "How many connections may be open at a time",
        Field::Number(|s| &mut s.max_connections),
    ),
    setting(
        Of::HttpLimits,
        "max-bytes-in-flight",
        "MCP_MAX_BYTES_IN_FLIGHT",
        "How many bytes of requests and unread answers the server may hold, such as 64MiB",
        Field::Size(|s| &mut s.max_bytes_in_flight),
    ),
    setting(
        Of::HttpLimits,
        "keep-alive",
        "MCP_KEEP_ALIVE",
        "Silence before a call's answer becomes a stream that is kept alive",
        Field::Time(|s| &mut s.silence),
    ),
    setting(
        Of::HttpLimits,
        "header-read-timeout",
        "MCP_HEADER_READ_TIMEOUT",
        "How long a connection may take to its first request",
        Field::Time(|s| &mut s.header_read_timeout),
    ),
    setting(
        Of::HttpLimits,
        "idle-timeout",
        "MCP_IDLE_TIMEOUT",
        "How long nothing may be asked or read on a connection",
        Field::Time(|s| &mut s.idle_timeout),
    ),
];

const fn setting(
    of: Of,
    name: &'static str,
    env: &'static str,
    help: &'static str,
    field: Field,
) -> Setting {
    Setting {
        name,
        env,
        help,
        field,
        of,
    }
}
