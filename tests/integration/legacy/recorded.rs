//! The messages that clients of today open with, and the HTTP around them, as of November 2026.
//!
//! Each entry says where it comes from: recordings that were published by people who put a proxy
//! before the client, or the client's source, whose serialization the messages follow. Each ends
//! with a call, and asks for all lists that its client asks for, at whatever moment.

/// The messages of a client, from its first request to the end of its session.
#[derive(Clone, Copy)]
pub(super) struct Recorded {
    pub(super) client: &'static str,
    pub(super) http: Http,
    /// One a line, in this order; `initialize` is the first.
    pub(super) messages: &'static str,
    /// The revision that comes of it.
    pub(super) revision: &'static str,
}

/// The HTTP around the messages.
#[derive(Clone, Copy)]
pub(super) struct Http {
    /// Paths that it asks for before anything else, to learn whether it has to sign in.
    pub(super) probes: &'static [&'static str],
    pub(super) probe_headers: &'static [(&'static str, &'static str)],
    pub(super) accept: &'static str,
    pub(super) user_agent: &'static str,
    /// Whether requests after `initialize` name the revision in a header.
    pub(super) names_revision: bool,
    pub(super) stream: Stream,
    /// The `Accept` of the GET that opens the stream.
    pub(super) stream_accept: &'static str,
    /// Whether it ends its session.
    pub(super) deletes: bool,
}

/// When a client opens the stream of changes.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Stream {
    Never,
    /// As soon as `initialize` is answered.
    AfterInitialize,
    /// Once `notifications/initialized` was accepted.
    AfterInitialized,
}

pub(super) const RECORDED: [Recorded; 8] = [
    CLAUDE_CODE,
    CLAUDE_CODE_OF_2025,
    VS_CODE,
    CODEX,
    GOOSE,
    ZED,
    CURSOR,
    CURSOR_OF_2025,
];

/// The 1.x packages of the TypeScript SDK, which several clients are built on.
const TYPESCRIPT: Http = Http {
    probes: &[],
    probe_headers: &[],
    accept: "application/json, text/event-stream",
    user_agent: "node",
    names_revision: true,
    stream: Stream::AfterInitialized,
    stream_accept: "text/event-stream",
    deletes: false,
};

/// The Rust SDK (`rmcp`), as it is used by Codex and goose.
const RUST: Http = Http {
    accept: "text/event-stream, application/json",
    stream_accept: "text/event-stream, application/json",
    deletes: true,
    ..TYPESCRIPT
};

/// Recorded from 2.1.221 and 2.1.233 on the wire, with their headers; built on the 1.x packages.
/// Its check of a server asks for the tools alone (2.1.258).
const CLAUDE_CODE: Recorded = Recorded {
    client: "Claude Code",
    http: Http {
        user_agent: "claude-code/2.1.233 (cli)",
        ..TYPESCRIPT
    },
    messages: include_str!("recorded/claude_code.jsonl"),
    revision: "2025-11-25",
};

/// Recorded from 2.0.73 (cl-ai-project/cl-mcp, issue 26, December 2025): no `elicitation` yet.
const CLAUDE_CODE_OF_2025: Recorded = Recorded {
    client: "Claude Code 2.0",
    messages: include_str!("recorded/claude_code_of_2025.jsonl"),
    ..CLAUDE_CODE
};

/// microsoft/vscode: `mcpServerRequestHandler.ts` (c530837) has the messages, `mcpServer.ts`
/// (0052d68) the order of the lists and `_meta`, `extHostMcp.ts` (000d382) the HTTP. It sets the
/// log level before it says that it is ready, names no revision in a header, and sends the lists
/// without waiting for one another.
const VS_CODE: Recorded = Recorded {
    client: "VS Code",
    http: Http {
        accept: "text/event-stream, application/json",
        user_agent: "Visual Studio Code/1.112.0",
        names_revision: false,
        stream: Stream::AfterInitialize,
        deletes: true,
        ..TYPESCRIPT
    },
    messages: include_str!("recorded/vs_code.jsonl"),
    revision: "2025-11-25",
};

/// openai/codex: `codex-mcp/src/rmcp_client.rs` (02beca9) has `initialize`,
/// `rmcp-client/src/auth_status.rs` (45e887e) the probes, and `http_client_adapter.rs` (9dfb4be)
/// the HTTP. The revision and `_meta` were recorded from 0.144.6, too
/// (saeedkolivand/ai-job-hunter-app, pull request 1093, September 2026).
const CODEX: Recorded = Recorded {
    client: "Codex",
    http: Http {
        probes: &[
            "/.well-known/oauth-authorization-server/mcp",
            "/mcp/.well-known/oauth-authorization-server",
            "/.well-known/oauth-authorization-server",
        ],
        probe_headers: &[("mcp-protocol-version", "2024-11-05")],
        user_agent: "codex-mcp-client/0.154.0",
        ..RUST
    },
    messages: include_str!("recorded/codex.jsonl"),
    revision: "2025-06-18",
};

/// block/goose: `crates/goose/src/agents/mcp_client.rs` (01aaa82), on `rmcp`.
const GOOSE: Recorded = Recorded {
    client: "goose",
    http: Http {
        user_agent: "goose/1.20.0",
        ..RUST
    },
    messages: include_str!("recorded/goose.jsonl"),
    revision: "2025-03-26",
};

/// zed-industries/zed, in `crates/context_server/src`: `protocol.rs` (03c7794), `client.rs`
/// (063048a), `types.rs` (3991ce8) and `transport/http.rs` (6bc6605). It writes the parameters
/// that a notification doesn't have as `null`, opens no stream, and names no revision in a header.
const ZED: Recorded = Recorded {
    client: "Zed",
    http: Http {
        user_agent: "Zed/0.240.0",
        names_revision: false,
        stream: Stream::Never,
        deletes: true,
        ..TYPESCRIPT
    },
    messages: include_str!("recorded/zed.jsonl"),
    revision: "2025-03-26",
};

/// Recorded on the wire over HTTP (articles.mcpruntime.org, "What Cursor sends when a server
/// starts"), with the message of 3.20 over stdio. Its source isn't public.
const CURSOR: Recorded = Recorded {
    client: "Cursor",
    http: Http {
        probes: &[
            "/.well-known/oauth-protected-resource/mcp",
            "/.well-known/oauth-protected-resource",
        ],
        probe_headers: &[("mcp-protocol-version", "2025-11-25")],
        ..TYPESCRIPT
    },
    messages: include_str!("recorded/cursor.jsonl"),
    revision: "2025-11-25",
};

/// As many published logs of 2025 have it: capabilities that are the server's, and no objects.
const CURSOR_OF_2025: Recorded = Recorded {
    client: "Cursor 0.4x",
    messages: include_str!("recorded/cursor_of_2025.jsonl"),
    revision: "2024-11-05",
    http: Http {
        probes: &[],
        names_revision: false,
        ..TYPESCRIPT
    },
};
