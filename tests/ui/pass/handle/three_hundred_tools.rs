//! A large group of tools that take handles: who mints them is known within the compiler's patience
//! for constants.
#![deny(warnings)]

use mcp_runtime::prelude::*;

/// A counter
#[mcp_type]
#[derive(Handle, Default)]
#[handle(prefix = "cnt", ttl = "1h")]
struct Counter {
    count: u64,
}

macro_rules! tools {
    ($($tool:ident)*) => {
        $(
            /// What it counts.
            #[mcp_tool]
            fn $tool(counter: Handle<Counter>) -> u64 {
                counter.count
            }
        )*

        mcp_tools! { Takers: [$($tool),*] }
    };
}

tools! {
    t0 t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11 t12 t13 t14 t15 t16 t17 t18 t19 t20 t21 t22 t23 t24 t25 t26 t27 t28 t29 t30
    t31 t32 t33 t34 t35 t36 t37 t38 t39 t40 t41 t42 t43 t44 t45 t46 t47 t48 t49 t50 t51 t52 t53 t54 t55 t56 t57 t58 t59
    t60 t61 t62 t63 t64 t65 t66 t67 t68 t69 t70 t71 t72 t73 t74 t75 t76 t77 t78 t79 t80 t81 t82 t83 t84 t85 t86 t87 t88
    t89 t90 t91 t92 t93 t94 t95 t96 t97 t98 t99 t100 t101 t102 t103 t104 t105 t106 t107 t108 t109 t110 t111 t112 t113
    t114 t115 t116 t117 t118 t119 t120 t121 t122 t123 t124 t125 t126 t127 t128 t129 t130 t131 t132 t133 t134 t135 t136
    t137 t138 t139 t140 t141 t142 t143 t144 t145 t146 t147 t148 t149 t150 t151 t152 t153 t154 t155 t156 t157 t158 t159
    t160 t161 t162 t163 t164 t165 t166 t167 t168 t169 t170 t171 t172 t173 t174 t175 t176 t177 t178 t179 t180 t181 t182
    t183 t184 t185 t186 t187 t188 t189 t190 t191 t192 t193 t194 t195 t196 t197 t198 t199 t200 t201 t202 t203 t204 t205
    t206 t207 t208 t209 t210 t211 t212 t213 t214 t215 t216 t217 t218 t219 t220 t221 t222 t223 t224 t225 t226 t227 t228
    t229 t230 t231 t232 t233 t234 t235 t236 t237 t238 t239 t240 t241 t242 t243 t244 t245 t246 t247 t248 t249 t250 t251
    t252 t253 t254 t255 t256 t257 t258 t259 t260 t261 t262 t263 t264 t265 t266 t267 t268 t269 t270 t271 t272 t273 t274
    t275 t276 t277 t278 t279 t280 t281 t282 t283 t284 t285 t286 t287 t288 t289 t290 t291 t292 t293 t294 t295 t296 t297
    t298 t299
}

/// Make a counter.
#[mcp_tool]
async fn make(counters: Handles<Counter>) -> Result<Minted<Counter>, ToolError> {
    counters.mint(Counter::default()).await
}

mcp_server! { Large { name: "large", version: "1.0.0", tools: [..Takers, make] } }

fn main() {
    assert_eq!(Large::DEFINITION.tools().len(), 301);
}
