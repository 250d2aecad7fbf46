import { constantOf, firstStored } from "./value-tag.ts";

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
}

/** Two bytes name a shape, and each costs some hundred: beyond this, objects are kept as JSON text. */
const maxShapes = 20_000;
const maxNodes = 200_000;

/** A step on the way to a shape: the fields so far. */
export class ShapeNode {
  readonly key: string;
  readonly tag: number;
  readonly parent: ShapeNode | undefined;
  shape: Shape | undefined;
  readonly #children = new Map<string, (ShapeNode | undefined)[]>();
  /** The step that was taken last: most objects come in rows of like ones. */
  #last: ShapeNode | undefined;

  constructor(parent?: ShapeNode, key: string = "", tag: number = 0) {
    this.parent = parent;
    this.key = key;
    this.tag = tag;
  }

  find(key: string, tag: number): ShapeNode | undefined {
    const last = this.#last;
    if (last !== undefined && last.key === key && last.tag === tag) return last;
    const child = this.#children.get(key)?.[tag];
    if (child !== undefined) this.#last = child;
    return child;
  }

  add(key: string, tag: number): ShapeNode {
    const child = new ShapeNode(this, key, tag);
    const byTag = this.#children.get(key);
    if (byTag === undefined) {
      const first: (ShapeNode | undefined)[] = [];
      first[tag] = child;
      this.#children.set(key, first);
    } else byTag[tag] = child;
    this.#last = child;
    return child;
  }
}

/** All shapes that were met. */
export class Shapes {
  #root = new ShapeNode();
  #shapes: Shape[] = [];
  #nodes = 0;

  get root(): ShapeNode {
    return this.#root;
  }

  get size(): number {
    return this.#shapes.length;
  }

  /** The shape that ends here; `undefined` when there are too many already. */
  at(node: ShapeNode): Shape | undefined {
    if (node.shape !== undefined || this.#shapes.length >= maxShapes) return node.shape;
    const fields: ShapeNode[] = [];
    for (let step: ShapeNode | undefined = node; step?.parent !== undefined; step = step.parent) fields.unshift(step);
    const template: JsonObject = {};
    for (const { key, tag } of fields) template[key] = constantOf(tag);
    const stored = fields.filter(({ tag }) => tag >= firstStored).map(({ key, tag }) => ({ key, tag }));
    node.shape = { id: this.#shapes.length + 1, stored, template };
    this.#shapes.push(node.shape);
    return node.shape;
  }

  /** The step from `node` by another field; `undefined` when there are too many already. */
  step(node: ShapeNode, key: string, tag: number): ShapeNode | undefined {
    const known = node.find(key, tag);
    if (known !== undefined || this.#nodes >= maxNodes) return known;
    this.#nodes += 1;
    return node.add(key, tag);
  }

  get(id: number): Shape {
    const shape = this.#shapes[id - 1];
    if (shape === undefined) throw new Error(`there is no shape ${id}: a fault of the cache`);
    return shape;
  }

  clear(): void {
    this.#root = new ShapeNode();
    this.#shapes = [];
    this.#nodes = 0;
  }
}
