import { constantOf, firstStored } from "./value-tag.ts";
import type { WordBook, Words } from "./word-book.ts";

/** An object parsed from JSON. */
export interface JsonObject {
  [key: string]: unknown;
}

/** The fields of objects that are alike: same keys in the same order, values kept in the same way. */
export interface Shape {
  /** Number of the shape, from 1 on. */
  id: number;
  /** Fields that take bytes, in order. */
  stored: readonly { key: string; tag: number }[];
  /** All fields; those that take no bytes have their value. Copying it is how an object is begun. */
  template: JsonObject;
  /** All fields, in order. */
  fields: readonly ShapeField[];
  /** Which of the fields has this key. */
  places: ReadonlyMap<string, number>;
}

/** A field, and how its value is kept. */
export interface ShapeField {
  key: string;
  tag: number;
  /** The words of the field, if its text repeats. */
  words: Words | undefined;
}

/** Two bytes name a shape, and each costs some hundred: beyond this, objects are kept as JSON text. */
const maxShapes = 20_000;
const maxNodes = 50_000;

/** A field that may come next, and where each way of keeping its value leads. */
export interface ShapeEdge {
  readonly key: string;
  /** The words of the field, if its text repeats. */
  readonly words: Words | undefined;
  /** By tag. */
  readonly targets: (ShapeNode | undefined)[];
}

/** A step on the way to a shape: the fields so far. */
export interface ShapeNode {
  readonly parent: ShapeNode | undefined;
  readonly key: string;
  readonly tag: number;
  shape: Shape | undefined;
  /** By key. Made with the second: most steps have one. */
  edges: Map<string, ShapeEdge> | undefined;
  /** The field that came next the last time: most objects come in rows of like ones. */
  lastEdge: ShapeEdge | undefined;
}

/** All shapes that were met, as a tree: one step for each field, one for how its value is kept. */
export class Shapes {
  readonly #book: WordBook;
  #root: ShapeNode = makeNode(undefined, "", 0);
  #shapes: Shape[] = [];
  #nodes = 0;

  constructor(book: WordBook) {
    this.#book = book;
  }

  get root(): ShapeNode {
    return this.#root;
  }

  get size(): number {
    return this.#shapes.length;
  }

  /** The field `key` after those of `node`; `undefined` when there are too many already. */
  edge(node: ShapeNode, key: string): ShapeEdge | undefined {
    const last = node.lastEdge;
    if (last !== undefined && last.key === key) return last;
    let edge = node.edges?.get(key);
    if (edge === undefined) {
      if (this.#nodes >= maxNodes) return undefined;
      edge = { key, words: this.#book.of(key), targets: [] };
      if (last !== undefined) {
        node.edges ??= new Map([[last.key, last]]);
        node.edges.set(key, edge);
      }
    }
    node.lastEdge = edge;
    return edge;
  }

  /** The step over an edge; `undefined` when there are too many already. */
  step(node: ShapeNode, edge: ShapeEdge, tag: number): ShapeNode | undefined {
    const known = edge.targets[tag];
    if (known !== undefined || this.#nodes >= maxNodes) return known;
    const target = makeNode(node, edge.key, tag);
    this.#nodes += 1;
    edge.targets[tag] = target;
    return target;
  }

  /** The shape that ends here; `undefined` when there are too many already. */
  at(node: ShapeNode): Shape | undefined {
    if (node.shape !== undefined || this.#shapes.length >= maxShapes) return node.shape;
    const steps: ShapeNode[] = [];
    for (let step: ShapeNode | undefined = node; step?.parent !== undefined; step = step.parent) steps.unshift(step);
    const fields = steps.map(({ key, tag }) => ({ key, tag, words: this.#book.of(key) }));
    const template: JsonObject = {};
    for (const { key, tag } of fields) template[key] = constantOf(tag);
    const places = new Map(fields.map(({ key }, place) => [key, place]));
    const stored = fields.filter(({ tag }) => tag >= firstStored).map(({ key, tag }) => ({ key, tag }));
    node.shape = { id: this.#shapes.length + 1, stored, template, fields, places };
    this.#shapes.push(node.shape);
    return node.shape;
  }

  get(id: number): Shape {
    const shape = this.#shapes[id - 1];
    if (shape === undefined) throw new Error(`there is no shape ${id}: a fault of the cache`);
    return shape;
  }

  clear(): void {
    this.#root = makeNode(undefined, "", 0);
    this.#shapes = [];
    this.#nodes = 0;
  }
}

function makeNode(parent: ShapeNode | undefined, key: string, tag: number): ShapeNode {
  return { parent, key, tag, shape: undefined, edges: undefined, lastEdge: undefined };
}
