// Home of the charts: each figure draws the data beside it; its table says the same and can be kept.
import { BarChart, LineChart, SankeyChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, SankeyChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);
const NARROW = 600;

document.querySelectorAll("[data-chart]").forEach((figure) => {
  const ground = figure.querySelector(".chart-ground");
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const chart = init(ground, null, { renderer: "canvas" });
  const draw = () => {
    chart.resize();
    chart.setOption(option(data, paint(figure), ground.clientWidth < NARROW), true);
  };
  draw();
  chart.on("click", (event) => {
    const url = event.data && event.data.url;
    if (url) location.href = url;
  });
  addEventListener("resize", draw);
  const keep = figure.querySelector("[data-keep]");
  if (keep) keep.addEventListener("click", () => keepTable(figure.querySelector("table"), keep.dataset.keep));
  figure.dataset.drawn = data.kind;
});

function paint(figure) {
  const styles = getComputedStyle(figure);
  const colour = (name) => styles.getPropertyValue(`--${name}`).trim();
  return { colour, font: styles.getPropertyValue("--sans").trim() };
}

function option(data, { colour, font }, narrow) {
  const shared = {
    animation: false,
    textStyle: { fontFamily: font, color: colour("ink") },
    // Words drawn on the canvas: what the library would write as styled markup is not let in.
    tooltip: {
      renderMode: "richText", trigger: data.kind === "flow" ? "item" : "axis", confine: true,
      backgroundColor: colour("paper"), borderColor: colour("line-2"),
      textStyle: { color: colour("ink"), fontSize: 12 }, axisPointer: { type: "shadow" },
    },
  };
  return data.kind === "flow"
    ? { ...shared, series: [flow(data, colour, narrow)] }
    : { ...shared, ...axes(data, colour, narrow), series: data.series.map((one) => series(one, data, colour)) };
}

function axes(data, colour, narrow) {
  const names = {
    type: "category", data: data.names, inverse: data.kind === "rows", axisTick: { show: false },
    axisLabel: { color: colour("ink-2"), fontSize: 12 }, axisLine: { lineStyle: { color: colour("line-2") } },
  };
  const lying = data.kind === "rows";
  const values = {
    type: "value", name: data.unit, minInterval: 1, nameLocation: lying ? "middle" : "end", nameGap: lying ? 26 : 12, nameTextStyle: { color: colour("ink-3") },
    axisLabel: { color: colour("ink-3"), fontSize: 12 }, splitLine: { lineStyle: { color: colour("line") } },
  };
  return {
    grid: { left: 8, right: 16, top: data.series.length > 1 ? (narrow ? 74 : 44) : 28, bottom: lying ? 30 : 8, containLabel: true },
    legend: {
      show: data.series.length > 1, top: 0, left: 0, itemWidth: 12, itemHeight: 10,
      textStyle: { color: colour("ink-2"), fontSize: 12 },
    },
    xAxis: lying ? values : names,
    yAxis: lying ? names : values,
  };
}

function series(one, data, colour) {
  const shade = colour(one.colour);
  return {
    name: one.name, type: one.line ? "line" : "bar", data: one.values, stack: one.stack || undefined,
    itemStyle: { color: shade }, lineStyle: { color: shade, width: 2 }, barMaxWidth: 22, symbolSize: 4,
    label: { show: Boolean(one.said), position: data.kind === "rows" ? "right" : "top", color: colour("ink-2") },
  };
}

function flow(data, colour, narrow) {
  const shades = ["st4", "st6", "st8"].map(colour);
  return {
    type: "sankey", left: 8, right: narrow ? 90 : data.nodes.some((node) => node.depth > 1) ? 330 : 190, top: 12, bottom: 12, nodeGap: 8, nodeWidth: 14,
    draggable: false, emphasis: { focus: "adjacency" },
    data: data.nodes.map((node) => ({
      name: node.name, url: node.url, itemStyle: { color: shades[node.depth], borderWidth: 0 }, depth: node.depth,
    })),
    links: data.links,
    label: {
      color: colour("ink"), fontSize: 12,
      formatter: ({ name, value }) => (narrow ? name.slice(0, 8) : `${name}  ${value.toFixed(2)}`),
    },
    lineStyle: { color: colour("bar-pale"), opacity: 0.7, curveness: 0.5 },
  };
}

// The table as a sheet that Excel opens: a byte order mark, and no cell that an office would run.
function keepTable(table, name) {
  const cell = (one) => {
    const said = one.textContent.replace(/\s+/g, " ").trim();
    return `"${(/^[=+@-]/.test(said) && Number.isNaN(Number(said)) ? `'${said}` : said).replace(/"/g, '""')}"`;
  };
  const rows = [...table.rows].map((row) => [...row.cells].map(cell).join(","));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`\ufeff${rows.join("\r\n")}\r\n`], { type: "text/csv" }));
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
