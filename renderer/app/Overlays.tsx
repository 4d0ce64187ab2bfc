/** What may open above any screen: commands, previews, questions of the engine. */
export function Overlays() {
  return null;
}
