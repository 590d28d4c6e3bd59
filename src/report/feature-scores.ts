// The figure of cross-validated scores of sets of features.

import { type FeatureSetScores, scoreOf } from "../validation/index.js";
import { drawCurvePanel } from "./curve-panel.js";
import { FIGURE_WIDTH, type Figure, type LegendItem, layoutFigure } from "./figure-layout.js";

const COLOURS = ["#3d4f66", "#e0701b", "#1a9a8c", "#7a2048", "#b79f3b", "#5b8c5a"] as const;

/** VAMP-2 against the number of modes, a line for each set. */
export function drawFeatureScores(sets: readonly FeatureSetScores[]): Figure {
  const styled = sets.map((set, i) => {
    const modes = Float64Array.from({ length: set.folds.cols }, (_, k) => k + 1);
    const scores = Array.from(modes, (m) => scoreOf(set, m));
    const style: LegendItem = {
      label: set.kinds.length > 1 && set.kinds.length === sets.length - 1 ? "all" : set.kinds.join(", "),
      colour: COLOURS[i % COLOURS.length]!,
      dash: i < COLOURS.length ? null : "5 3",
      width: 1.8,
    };
    return {
      x: modes,
      y: Float64Array.from(scores, ({ mean }) => mean),
      sem: Float64Array.from(scores, ({ sem }) => sem),
      style,
    };
  });
  const panel = drawCurvePanel({
    width: FIGURE_WIDTH,
    height: 260,
    x: { label: "modes", ticks: [...styled[0]!.x] },
    y: { label: "VAMP-2 on held-out data" },
    curves: styled,
  });
  const title = "Which features describe the slow motions";
  const legend = styled.map(({ style }) => style);
  return {
    name: "feature-scores",
    svg: layoutFigure(title, { panels: [panel], columns: 1, legend }),
    title,
    caption:
      "Cross-validated VAMP-2 score of the slowest modes that an encoder finds in each set of features; shaded: one standard error " +
      "over the folds. Higher is better at one number of modes; a line that flattens has no further slow mode.",
  };
}
