use mcp_runtime::prelude::*;

/// The projects
#[mcp_type]
#[mcp_app(html = "templates/calls_refresh.html")]
struct Projects {
    names: Vec<String>,
}

/// Show the projects.
#[mcp_tool(read_only)]
fn projects() -> Ui<Projects> {
    Ui::new("none yet", Projects { names: Vec::new() })
}

/// Look for projects anew.
#[mcp_tool(scopes("projects:write"), visibility(app))]
fn refresh() -> Json<Projects> {
    Json(Projects { names: Vec::new() })
}

mcp_server! {
    Desk {
        name: "projects",
        version: "1.0.0",
        scopes: {
            "projects:read": "See projects",
            "projects:write" implies "projects:read": "Change projects",
        },
        default_scopes: ["projects:read"],
        tools: [projects, refresh], //~ projects
    }
}

fn main() {
    let _ = Desk::new();
}
