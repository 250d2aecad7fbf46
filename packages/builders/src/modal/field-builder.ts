/** What all components have that a user fills in. */
export interface FieldData {
  custom_id?: string;
  id?: number;
  required?: boolean;
}

/** What the fields of a modal have in common. */
export abstract class FieldBuilder<Data extends FieldData> {
  protected readonly data: Data;

  constructor(data: Data) {
    this.data = data;
  }

  /** The name of the value in the submitted modal: 1 to 100 characters, unique in the modal. */
  customId(customId: string): this {
    this.data.custom_id = customId;
    return this;
  }

  /** A number of your own, unique in the modal. */
  id(id: number): this {
    this.data.id = id;
    return this;
  }

  /** Must it be filled in? @defaultValue `true` */
  required(required = true): this {
    this.data.required = required;
    return this;
  }
}
