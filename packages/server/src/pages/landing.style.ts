/** One page's styles, sent with it under its nonce: phone first, wider from 720 and 1080 px. */
export const LANDING_STYLE = `
:root{--paper:#fff9f1;--card:#fff;--ink:#3d2c24;--ink-2:#6d5a4f;--line:#f0e4d8;--sand:#fbf1e5;--brand:#e8744a;--brand-text:#a8461f;--brand-soft:#fdeae0;--shadow:0 2px 12px rgb(120 78 46/.07)}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.7 "PingFang SC","HarmonyOS Sans SC","MiSans","Noto Sans SC","Noto Sans CJK SC",system-ui,sans-serif}
a{color:inherit;text-decoration:none}
h1,h2,h3,p,dl,dd,ul{margin:0;padding:0}
ul{list-style:none}
.wrap{max-width:1120px;margin:0 auto;padding:0 20px}
:focus-visible{outline:3px solid var(--brand-text);outline-offset:3px;border-radius:8px}
.top{display:flex;align-items:center;gap:4px;min-height:64px}
.mark{display:flex;align-items:center;gap:10px;margin-right:auto;font-size:20px;font-weight:600}
.mark svg{width:36px;height:36px}
.top a.link{display:inline-flex;align-items:center;min-height:44px;padding:0 12px;font-size:14px;color:var(--ink-2)}
.hero{display:grid;gap:8px;padding-block:16px 40px}
.hero h1{font-size:clamp(32px,8.4vw,52px);line-height:1.25;font-weight:700;text-wrap:balance}
.hero h1 span{display:block;color:var(--brand-text)}
.hero p{margin:16px 0 24px;max-width:34em;color:var(--ink-2);text-wrap:pretty}
.hero .picture{margin-top:24px}
.hero .picture svg{display:block;width:100%;height:auto}
.act{display:flex;flex-wrap:wrap;gap:12px}
.button{display:inline-flex;align-items:center;justify-content:center;min-height:52px;padding:0 28px;border-radius:26px;background:var(--brand);color:var(--ink);font-weight:600;transition:background .18s}
.button:hover{background:#f08a63}
.button.quiet{background:var(--card);box-shadow:inset 0 0 0 1px var(--line)}
.button.quiet:hover{background:var(--sand)}
.points{display:grid;gap:12px;padding-block-end:56px}
.point{display:grid;grid-template-columns:48px 1fr;column-gap:16px;padding:20px;border-radius:16px;background:var(--card);box-shadow:var(--shadow)}
.point svg{width:48px;height:48px;grid-row:span 2}
.point h3{font-size:16px;line-height:1.5}
.point p{font-size:14px;color:var(--ink-2)}
section h2{font-size:28px;line-height:1.4;text-wrap:balance}
.lead{margin:8px 0 24px;max-width:44em;color:var(--ink-2);text-wrap:pretty}
.shops{padding-top:56px;padding-bottom:56px;background:var(--sand)}
.cards{display:grid;gap:20px}
.card{display:block;overflow:hidden;border-radius:20px;background:var(--card);box-shadow:var(--shadow);transition:transform .2s}
.card:hover{transform:translateY(-2px)}
.banner{display:block;width:100%;height:auto;aspect-ratio:20/9;object-fit:cover;background:var(--line)}
.about{position:relative;display:grid;grid-template-columns:1fr auto;gap:2px 16px;align-items:end;padding:12px 20px 20px 108px}
.logo{position:absolute;left:20px;top:-24px;width:72px;height:72px;border-radius:20px;object-fit:cover;background:var(--line);box-shadow:0 0 0 4px var(--card)}
.about h3{font-size:20px;line-height:1.4}
.about p{grid-column:1/-1;font-size:14px;color:var(--ink-2)}
.about .host{grid-column:1/-1;font-size:12px;color:var(--ink-2);overflow-wrap:anywhere}
.visit{font-size:14px;font-weight:600;color:var(--brand-text);white-space:nowrap}
.account{padding-top:56px;padding-bottom:56px}
.keys{display:grid;gap:12px;margin-bottom:20px}
.key{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;align-items:baseline;padding:16px 20px;border-radius:16px;background:var(--card);box-shadow:var(--shadow)}
.key h3{grid-column:1/-1;font-size:16px}
.key dt{font-size:14px;color:var(--ink-2)}
.key dd{font:600 16px/1.6 ui-monospace,"SF Mono","Noto Sans Mono",monospace;user-select:all;overflow-wrap:anywhere}
.note{margin-top:16px;font-size:14px;color:var(--ink-2)}
.dev{padding-block:0 64px}
.dev h2{padding-top:40px;border-top:1px solid var(--line);font-size:20px}
.dev .lead{margin-bottom:8px}
.dev .links{display:flex;flex-wrap:wrap;gap:8px 24px}
.dev .links a{display:inline-flex;align-items:center;min-height:44px;font-weight:600;color:var(--brand-text);text-decoration:underline;text-underline-offset:4px;text-decoration-thickness:1px}
@media (min-width:720px){
.wrap{padding:0 32px}
.points,.cards,.keys{grid-template-columns:1fr 1fr}
.keys{max-width:880px}
}
@media (min-width:1080px){
.hero{grid-template-columns:1.02fr 1fr;gap:48px;align-items:center;padding-block:32px 64px}
.hero .picture{margin:0}
.points{grid-template-columns:repeat(4,1fr);gap:16px;padding-block-end:80px}
.point{grid-template-columns:1fr;row-gap:8px;padding:24px 20px;align-content:start}
.point svg{grid-row:auto}
.cards{gap:28px}
.shops,.account{padding-top:80px;padding-bottom:80px}
}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}*{transition:none!important}.card:hover{transform:none}}
`
