//! A large server: its table of resources is built within the compiler's patience for constants.
#![deny(warnings)]

use mcp_runtime::prelude::*;

macro_rules! resources {
    ($($function:ident $uri:literal)*) => {
        $(
            /// A note.
            #[mcp_resource($uri)]
            fn $function(name: String) -> String {
                name
            }
        )*

        mcp_server! { Large { name: "large", version: "1.0.0", resources: [$($function),*] } }
    };
}

resources! {
    r0 "notes:///0/{name}" r1 "notes:///1/{name}" r2 "notes:///2/{name}" r3 "notes:///3/{name}"
    r4 "notes:///4/{name}" r5 "notes:///5/{name}" r6 "notes:///6/{name}" r7 "notes:///7/{name}"
    r8 "notes:///8/{name}" r9 "notes:///9/{name}" r10 "notes:///10/{name}" r11 "notes:///11/{name}"
    r12 "notes:///12/{name}" r13 "notes:///13/{name}" r14 "notes:///14/{name}" r15 "notes:///15/{name}"
    r16 "notes:///16/{name}" r17 "notes:///17/{name}" r18 "notes:///18/{name}" r19 "notes:///19/{name}"
    r20 "notes:///20/{name}" r21 "notes:///21/{name}" r22 "notes:///22/{name}" r23 "notes:///23/{name}"
    r24 "notes:///24/{name}" r25 "notes:///25/{name}" r26 "notes:///26/{name}" r27 "notes:///27/{name}"
    r28 "notes:///28/{name}" r29 "notes:///29/{name}" r30 "notes:///30/{name}" r31 "notes:///31/{name}"
    r32 "notes:///32/{name}" r33 "notes:///33/{name}" r34 "notes:///34/{name}" r35 "notes:///35/{name}"
    r36 "notes:///36/{name}" r37 "notes:///37/{name}" r38 "notes:///38/{name}" r39 "notes:///39/{name}"
    r40 "notes:///40/{name}" r41 "notes:///41/{name}" r42 "notes:///42/{name}" r43 "notes:///43/{name}"
    r44 "notes:///44/{name}" r45 "notes:///45/{name}" r46 "notes:///46/{name}" r47 "notes:///47/{name}"
    r48 "notes:///48/{name}" r49 "notes:///49/{name}" r50 "notes:///50/{name}" r51 "notes:///51/{name}"
    r52 "notes:///52/{name}" r53 "notes:///53/{name}" r54 "notes:///54/{name}" r55 "notes:///55/{name}"
    r56 "notes:///56/{name}" r57 "notes:///57/{name}" r58 "notes:///58/{name}" r59 "notes:///59/{name}"
    r60 "notes:///60/{name}" r61 "notes:///61/{name}" r62 "notes:///62/{name}" r63 "notes:///63/{name}"
    r64 "notes:///64/{name}" r65 "notes:///65/{name}" r66 "notes:///66/{name}" r67 "notes:///67/{name}"
    r68 "notes:///68/{name}" r69 "notes:///69/{name}" r70 "notes:///70/{name}" r71 "notes:///71/{name}"
    r72 "notes:///72/{name}" r73 "notes:///73/{name}" r74 "notes:///74/{name}" r75 "notes:///75/{name}"
    r76 "notes:///76/{name}" r77 "notes:///77/{name}" r78 "notes:///78/{name}" r79 "notes:///79/{name}"
    r80 "notes:///80/{name}" r81 "notes:///81/{name}" r82 "notes:///82/{name}" r83 "notes:///83/{name}"
    r84 "notes:///84/{name}" r85 "notes:///85/{name}" r86 "notes:///86/{name}" r87 "notes:///87/{name}"
    r88 "notes:///88/{name}" r89 "notes:///89/{name}" r90 "notes:///90/{name}" r91 "notes:///91/{name}"
    r92 "notes:///92/{name}" r93 "notes:///93/{name}" r94 "notes:///94/{name}" r95 "notes:///95/{name}"
    r96 "notes:///96/{name}" r97 "notes:///97/{name}" r98 "notes:///98/{name}" r99 "notes:///99/{name}"
}

pub(crate) fn main() {
    assert_eq!(Large::DEFINITION.resources().len(), 100);
}
