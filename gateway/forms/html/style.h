// The look of a page: on a screen, on a telephone, on A4.
#pragma once

#include <string_view>

namespace renkei::html {

inline constexpr std::string_view style = R"(
*{box-sizing:border-box}
body{font-family:"Hiragino Kaku Gothic ProN","Yu Gothic","Noto Sans CJK JP","IPAexGothic",sans-serif;
 margin:0 auto;max-width:70rem;padding:0 1rem 2rem;line-height:1.5;color:#1a1a1a;background:#fff;overflow-wrap:anywhere}
h1{font-size:1.4rem;margin:.8rem 0 0}
h2{font-size:1.1rem;margin:1.4rem 0 .3rem;padding:.1rem .5rem;background:#e3ecf4;border-left:.35rem solid #1d5a8c}
h3,h4,h5,h6{font-size:1rem;margin:.7rem 0 .2rem;border-bottom:2px solid #1d5a8c}
.m{margin:.1rem 0;color:#444;font-size:.9rem}
.a{color:#a00000;font-weight:bold}
.who{border:2px solid #1d5a8c;border-radius:.3rem;padding:.4rem .8rem;margin:.6rem 0}
.who .n{margin:0;font-size:1.35rem;font-weight:bold}
.who .n small{font-size:.85rem;font-weight:normal;display:block;line-height:1.2}
.who .b{margin:0}
dl{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 1.2rem;margin:.2rem 0}
dl>div{display:grid;grid-template-columns:minmax(0,9fr) minmax(0,11fr);gap:0 .5rem;border-bottom:1px dotted #999;padding:.1rem 0}
dl>.w{grid-column:1/-1;grid-template-columns:calc(22.5% - .5rem) minmax(0,1fr)}
dt{color:#444}
dd{margin:0;white-space:pre-line}
.u{font-style:italic;text-decoration:underline dotted}
.d{white-space:nowrap}
.k,.o{color:#555}
.o{font-size:.85em}
.s{margin:.15rem 0;font-size:.85rem;color:#444}
table{border-collapse:collapse;width:100%;margin:.3rem 0}
caption{text-align:left;font-weight:bold}
th,td{border:1px solid #999;padding:.1rem .4rem;text-align:left;vertical-align:top;font-weight:normal;white-space:pre-line}
thead th{background:#f0f0f0}
tbody th{width:3em}
nav ul{display:flex;flex-wrap:wrap;gap:.1rem 1rem;margin:.3rem 0;padding:0;list-style:none}
nav a{display:inline-block;padding:.15rem 0;min-height:1.5rem}
a{color:#0b4f8a}
:focus-visible{outline:3px solid #0b4f8a;outline-offset:2px}
.x>dt,.x>dd,.x caption,th.x,td.x{background:#fdf3f2}
.pick{display:inline-block;min-height:1.5rem;cursor:pointer;color:#1a1a1a}
.pick input{width:1.1rem;height:1.1rem;margin:0 .3rem;vertical-align:-.15rem}
.alert{margin:0 0 .3rem;padding:.2rem .6rem;border:3px solid #a00000;color:#a00000;font-size:1.25rem;font-weight:bold}
.stop{border:2px solid #a00000;color:#a00000;padding:.4rem .8rem;font-weight:bold;white-space:pre-line}
.f{display:block}
.tag{display:inline-block;border:1px solid #a00000;color:#a00000;border-radius:.2rem;padding:0 .3rem;font-size:.8rem;font-weight:bold}
.left-out{display:none}
.g tbody{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(15rem,100%),1fr));padding:1px 0 0 1px}
.g tr{display:flex;border:1px solid #999;margin:-1px 0 0 -1px;min-width:0}
.g th,.g td{flex:1;width:auto;border:0;min-width:0}
.g tbody th{background:#f6f6f6}
details{margin-top:1.6rem;border-top:1px solid #999}
summary{cursor:pointer;padding:.4rem 0;font-weight:bold}
@media (max-width:40rem){
 h2{margin-top:1.1rem}
 dl{grid-template-columns:minmax(0,1fr)}
 dl>.w{grid-template-columns:minmax(0,1fr)}
 thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
 table,caption,tbody,tr,tbody th,td{display:block;width:auto}
 tr{border:1px solid #999;margin:.3rem 0}
 th,td{border:0}
 tbody th{float:left;padding-right:.2rem}
 tbody th::after{content:"."}
 td::before{content:attr(data-label) "：";color:#555}
 .g tbody{display:grid}
 .g tr{display:flex;margin:-1px 0 0 -1px}
 .g tbody th{float:none}
 .g tbody th::after,.g td::before{content:none}
}
@page{size:A4;margin:13mm 12mm 11mm;font:7.5pt "Hiragino Kaku Gothic ProN","Yu Gothic","Noto Sans CJK JP","IPAexGothic",sans-serif}
@media print{
 body{max-width:none;padding:0;font-size:8.5pt;line-height:1.32}
 h1{font-size:13pt;margin:0}
 h2{font-size:10pt;margin:1.8mm 0 .5mm;padding:0 1.5mm;break-after:avoid;print-color-adjust:exact}
 h3,h4,h5,h6{font-size:9pt;margin:1.2mm 0 .4mm;break-after:avoid}
 .who{margin:1.5mm 0;padding:.8mm 2.5mm}
 .who .n{font-size:13pt}
 dl>div{padding:0}
 dl{gap:0 5mm;margin:0}
 dl>.w{grid-template-columns:calc(22.5% - 1.125mm - .225rem) minmax(0,1fr)}
 .m,.s,.o,.who .n small{font-size:7.5pt}
 .tag{font-size:7pt;padding:0 1mm;line-height:1.2}
 table{margin:.6mm 0}
 th,td{padding:0 1.2mm}
 dl>div,tr,caption{break-inside:avoid}
 nav,details,.pick{display:none}
 .alert{font-size:13pt;padding:.5mm 2.5mm}
 .g{break-inside:avoid}
 .g tbody{grid-template-columns:repeat(auto-fill,minmax(58mm,1fr))}
 .x>dt,.x>dd,.x caption,th.x,td.x{print-color-adjust:exact}
 body:has(#without:checked) .x{display:none}
 body:has(#without:checked) .left-out{display:inline}
 a{color:inherit;text-decoration:none}
}
)";

} // namespace renkei::html
