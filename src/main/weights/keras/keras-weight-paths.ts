/** Where each tensor lies in model.weights.h5: Keras counts the layers of a class in the order of its own walk through the graph. */
import type { GraphLayer, NetworkGraph } from '../../../core/networks/network-graph';

/** Our parameter name -> `layers/conv2d_3/vars/0`. */
export function kerasWeightPaths(graph: NetworkGraph): Map<string, string> {
  const groups = layerGroups(graph);
  const counts = new Map<string, number>();
  const paths = new Map<string, string>();
  for (const [parameter, place] of graph.weightNames) {
    const layer = place.slice(0, place.lastIndexOf('/'));
    const count = counts.get(layer) ?? 0;
    counts.set(layer, count + 1);
    paths.set(parameter, `layers/${groups.get(layer) ?? layer}/vars/${count}`);
  }
  return paths;
}

/** Layer's name -> its group: the class in snake case, numbered from the second on (saving_lib's names). */
function layerGroups(graph: NetworkGraph): Map<string, string> {
  const used = new Map<string, number>();
  const groups = new Map<string, string>();
  for (const { name, className } of inKerasOrder(graph)) {
    const group = snakeCase(className);
    const count = used.get(group) ?? 0;
    used.set(group, count + 1);
    groups.set(name, count === 0 ? group : `${group}_${count}`);
  }
  return groups;
}

/**
 * As map_graph in Keras' ops/function.py: by the longest way to the output, the longest first; layers that are as far
 * from it in the order in which a walk from the output meets them, along each layer's inputs in turn.
 */
function inKerasOrder({ layers, output }: NetworkGraph): GraphLayer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const met: GraphLayer[] = [];
  const finished: GraphLayer[] = [];
  const seen = new Set<string>();
  const walk = (name: string): void => {
    const layer = byName.get(name);
    if (layer === undefined || seen.has(name)) return;
    seen.add(name);
    met.push(layer);
    for (const input of layer.inputs) walk(input.layer);
    finished.push(layer);
  };
  walk(output.layer);
  const depths = new Map<string, number>();
  for (const { name, inputs } of finished.toReversed()) {
    const depth = depths.get(name) ?? 0;
    depths.set(name, depth);
    for (const input of inputs) depths.set(input.layer, Math.max(depth + 1, depths.get(input.layer) ?? 0));
  }
  const depthOf = ({ name }: GraphLayer) => depths.get(name) ?? 0;
  // Sorting is stable: what is equally deep stays in the order of the walk.
  return met.toSorted((a, b) => depthOf(b) - depthOf(a));
}

/** DepthwiseConv2D -> depthwise_conv2d */
function snakeCase(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z][a-z])/g, '_').toLowerCase();
}
