/** The fields that every select menu has. */
export interface SelectData {
  custom_id?: string;
  id?: number;
  placeholder?: string;
  min_values?: number;
  max_values?: number;
  disabled?: boolean;
  required?: boolean;
}

/** What the five select menus have in common. */
export abstract class SelectBuilder {
  protected readonly select: SelectData = {};

  /** What the interaction of a choice carries: 1 to 100 characters. */
  customId(customId: string): this {
    this.select.custom_id = customId;
    return this;
  }

  /** Shown while nothing is chosen: at most 150 characters. */
  placeholder(placeholder: string): this {
    this.select.placeholder = placeholder;
    return this;
  }

  /** The fewest that may be chosen: 0 to 25. @defaultValue `1` */
  minValues(minValues: number): this {
    this.select.min_values = minValues;
    return this;
  }

  /** The most that may be chosen: 1 to 25. @defaultValue `1` */
  maxValues(maxValues: number): this {
    this.select.max_values = maxValues;
    return this;
  }

  /** In messages only; a modal with it is refused. @defaultValue `false` */
  disabled(disabled = true): this {
    this.select.disabled = disabled;
    return this;
  }

  /** In modals only: must something be chosen? @defaultValue `true` */
  required(required = true): this {
    this.select.required = required;
    return this;
  }

  /** A number of your own, unique in the message. */
  id(id: number): this {
    this.select.id = id;
    return this;
  }
}
