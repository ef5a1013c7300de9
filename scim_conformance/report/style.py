"""How the pages look: on a screen of any width, light or dark, and on paper."""

from __future__ import annotations

COLOURS = """
:root{color-scheme:light dark;--ink:#1b1f24;--quiet:#57606a;--paper:#fff;--inset:#f6f8fa;--line:#d0d7de;
--link:#0b57d0;--red:#b3261e;--violet:#8a3c9b;--amber:#8a5a00;--green:#1a6e37;--grey:#57606a;--note:#fff4ce;
--note-line:#d4a72c;--note-ink:#3b2e00;--gone:#ffdcd7;--gone-ink:#82071e;--new:#cdf3d4;--new-ink:#0a4d20;
--bar:#6b9fd8;--slow:#1f4e8c}
@media (prefers-color-scheme:dark){
:root{--ink:#e6edf3;--quiet:#a3adb8;--paper:#0d1117;--inset:#161b22;--line:#363d46;--link:#79c0ff;--note:#332700;
--note-line:#7a5f12;--note-ink:#f0e0a0;--gone:#5a1d1a;--gone-ink:#ffd8d3;--new:#12401f;--new-ink:#c3f5cf;
--bar:#3f6ea5;--slow:#a5d0ff}}
"""

TEXT = """
body{display:flex;flex-direction:column;min-width:0;margin:0 auto;max-width:68rem;padding:1rem;
background:var(--paper);color:var(--ink)}
body>*{min-width:0;max-width:100%}
.scim{font:15px/1.5 system-ui,sans-serif;max-width:68rem;margin:0 0 2rem;color:var(--ink)}
.scim a{color:var(--link)}
.scim p{color:inherit;margin:.4rem 0}
.scim h2,.scim h3,.scim h4{color:inherit;line-height:1.3}
.scim h2{font-size:1.35rem;margin:2rem 0 .5rem;overflow-wrap:anywhere}
.scim .subject{font-size:1.15rem;margin:0}
.scim h3{font-size:1.1rem;margin:1.4rem 0 .4rem;overflow-wrap:anywhere}
.scim h4{font-size:1rem;margin:.2rem 0;font-weight:600}
.scim ul,.scim ol{margin:.4rem 0;padding-left:1.4rem}
.scim .plain{list-style:none;padding:0}
.scim .plain li{margin:.3rem 0}
.scim table{border-collapse:collapse;width:100%;margin:.5rem 0}
.scim th,.scim td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
.scim th{font-weight:600}
.scim .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;overflow-wrap:normal}
.scim caption{text-align:left;font-weight:600;padding:.4rem 0}
.scim code,.scim pre{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;unicode-bidi:isolate}
.scim pre{background:var(--inset);color:var(--ink);border-radius:.3rem;padding:.6rem;margin:.3rem 0;
white-space:pre-wrap;overflow-wrap:anywhere}
.scim code,.scim td,.scim li,.scim dd,.scim p,.scim summary{overflow-wrap:anywhere}
.scim .quiet{color:var(--quiet)}
.scim .none{color:var(--quiet)}
.scim .wide{overflow-x:auto}
.scim .wide:focus-visible,.scim a:focus-visible,.scim summary:focus-visible{outline:2px solid var(--link);
outline-offset:2px}
"""

PARTS = """
.scim .o{display:inline-block;white-space:nowrap;padding:0 .5rem;border-radius:.7rem;font:600 .82rem/1.5 system-ui,
sans-serif;color:#fff;background:var(--grey)}
.scim .o.failed,.scim .o.stale,.scim .o.not-conformant{background:var(--red)}
.scim .o.blocked,.scim .o.broken,.scim .o.incomplete{background:var(--violet)}
.scim .o.warned,.scim .o.waived,.scim .o.partial{background:var(--amber)}
.scim .o.passed,.scim .o.conformant,.scim .o.conformant-with-waivers{background:var(--green)}
.scim nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1rem;padding:.5rem 0;margin:.8rem 0 0;
border-block:1px solid var(--line)}
.scim .cards{list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:.6rem;
padding:0}
.scim .cards li{border:1px solid var(--line);border-left:.4rem solid var(--grey);border-radius:.4rem;
padding:.5rem .8rem}
.scim .cards .not-conformant{border-left-color:var(--red)}
.scim .cards .incomplete{border-left-color:var(--violet)}
.scim .cards .partial{border-left-color:var(--amber)}
.scim .cards .conformant,.scim .cards .conformant-with-waivers{border-left-color:var(--green)}
.scim .note,.scim .demo{background:var(--note);color:var(--note-ink);border:1px solid var(--note-line);
padding:.4rem .8rem;border-radius:.4rem}
.scim ul.note{padding-left:1.6rem}
.scim #matrix{width:auto;min-width:min(100%,40rem)}
.scim #matrix tbody th{font-weight:400}
.scim #matrix td a{display:inline-block;min-width:1.5rem}
.scim #matrix th,.scim #matrix td{padding:.2rem .5rem}
.scim tfoot th,.scim tfoot td{font-weight:600}
.scim .cause{border-top:2px solid var(--line);margin-top:1.5rem}
.scim .finding{border:1px solid var(--line);border-left:.4rem solid var(--violet);border-radius:.4rem;
padding:.5rem .8rem;margin:.6rem 0}
.scim .failure{border-left-color:var(--red)}
.scim :target{outline:3px solid var(--link);outline-offset:2px}
.scim .finding h3{margin:0}
.scim .title{color:var(--quiet)}
.scim .says{font-weight:600}
.scim summary{cursor:pointer}
.scim summary h4{display:inline}
.scim details.exchange,.scim details.pass,.scim details.area,.scim details.others{border:1px solid var(--line);
border-radius:.4rem;padding:.3rem .7rem;margin:.4rem 0}
.scim dt{font-weight:600;margin-top:.5rem}
.scim dd{margin:0}
.scim dl{margin:.4rem 0}
.scim .compared{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(18rem,100%),1fr));gap:.2rem .8rem}
.scim .compared>div{min-width:0}
.scim .side{font-weight:600;margin:0}
.scim .expected{border-left:.3rem solid var(--green)}
.scim .actual{border-left:.3rem solid var(--red)}
.scim del,.scim ins{text-decoration:underline 2px;text-underline-offset:3px;font-weight:700;border-radius:.15rem}
.scim del{background:var(--gone);color:var(--gone-ink);text-decoration-style:dashed}
.scim ins{background:var(--new);color:var(--new-ink)}
.scim .key{white-space:nowrap;margin-right:.8rem}
.scim .key svg{vertical-align:-1px}
"""

PICTURES = """
.scim .squares rect{fill:var(--grey)}
.scim .squares path{stroke:#fff;stroke-width:1.8;fill:none;stroke-linecap:round}
.scim .squares .passed rect{fill:var(--green)}
.scim .squares .omitted rect{fill:none;stroke:var(--quiet);stroke-dasharray:2 2}
.scim .squares .failed rect,.scim .squares .stale rect{fill:var(--red)}
.scim .squares .blocked rect,.scim .squares .broken rect{fill:var(--violet)}
.scim .squares .warned rect,.scim .squares .waived rect{fill:var(--amber)}
.scim .sections th{font-weight:400;min-width:11rem}
.scim .sections td:last-child{min-width:9rem}
.scim .times th[scope=row]{font-weight:400;min-width:9rem}
.scim .spread .bar{fill:var(--bar)}
.scim .spread .slow{fill:var(--slow)}
.scim .spread .tick{stroke:var(--line);fill:none}
.scim .spread text{fill:var(--quiet);font:9px system-ui,sans-serif}
"""

SHELL = """
body{font-family:system-ui,sans-serif}
#environment-header,#environment{order:9}
#environment{color:var(--ink)}
#environment td,#environment tr:nth-child(odd){background:var(--paper);border-color:var(--line)}
body>h1,body h2,body p{color:var(--ink)}
body>p,body>p a{color:var(--quiet)}
body>h1{overflow-wrap:anywhere}
.summary__data>h2,.run-count,.filter{display:none}
.filters .filter{display:inline}
.filters span,#results-table,#results-table a,.collapse button,.filters button{color:var(--ink)!important}
.controls{flex-wrap:wrap;gap:.5rem}
.filters{flex-wrap:wrap}
.collapse button:hover{color:var(--link)!important}
#results-table{display:block;overflow-x:auto}
#results-table td,#results-table th{border-color:var(--line)}
#results-table .col-result{color:var(--ink)!important;font-weight:600}
.logwrapper{max-height:none;overflow:visible;background:var(--inset)}
.logwrapper .logexpander{display:none}
.logwrapper .log{min-height:0;height:auto;color:var(--ink);top:0;border-color:var(--line)}
"""

PAPER = """
@media print{
:root{--ink:#000;--paper:#fff;--inset:#f4f4f4;--line:#bbb;--quiet:#444;--link:#000;--note:#fff;--note-ink:#000}
.scim{max-width:none;font-size:10pt}
.scim nav,.scim #index,.scim #passed details.area>:not(summary),#results-table,.controls,#environment,
#environment-header,#table-of-checks{display:none}
.scim .cards li,.scim tr,.scim pre{break-inside:avoid-page}
.scim h2,.scim h3,.scim h4{break-after:avoid}
.scim .o,.scim .squares rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.scim .wide{overflow:visible}}
@media (max-width:40rem){
body{padding:.6rem}
.scim th,.scim td{padding:.25rem .35rem}
.scim .o{padding:0 .35rem}
.scim #matrix th,.scim #matrix td{padding:.15rem .25rem;font-size:.85rem}}
"""

STYLE = COLOURS + TEXT + PARTS + PICTURES + SHELL + PAPER
