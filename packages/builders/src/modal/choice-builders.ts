import type {
  APICheckboxComponent,
  APICheckboxGroupComponent,
  APIFileUploadComponent,
  APIRadioGroupComponent,
  APIRadioGroupOption,
} from "@zignal/types";
import type { BuildOptions } from "../buildable.ts";
import { copyJson } from "../buildable.ts";
import { modalComponentSchema } from "../schemas/modal.ts";
import { checked } from "../validation.ts";
import { FieldBuilder } from "./field-builder.ts";

/** The details of an option of a group. */
export interface ChoiceDetails {
  /** A line below the label: at most 100 characters. */
  description?: string;
  /** Chosen from the start. @defaultValue `false` */
  default?: boolean;
}

/**
 * One of two to ten options.
 * @see {@link https://docs.discord.com/developers/components/reference#radio-group | Discord Docs/Radio Group}
 */
export class RadioGroupBuilder extends FieldBuilder<APIRadioGroupComponent> {
  constructor() {
    super({ type: 21, custom_id: "", options: [] });
  }

  /** @param label - 1 to 100 characters. @param value - 1 to 100 characters, unique in the group. */
  addOption(label: string, value: string, details: ChoiceDetails = {}): this {
    const option: APIRadioGroupOption = { label, value, ...details };
    this.data.options.push(option);
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APIRadioGroupComponent {
    return checked(copyJson(this.data), modalComponentSchema, "radio group", options);
  }
}

/**
 * Any of one to ten options.
 * @see {@link https://docs.discord.com/developers/components/reference#checkbox-group | Discord Docs/Checkbox Group}
 */
export class CheckboxGroupBuilder extends FieldBuilder<APICheckboxGroupComponent> {
  constructor() {
    super({ type: 22, custom_id: "", options: [] });
  }

  /** @param label - 1 to 100 characters. @param value - 1 to 100 characters, unique in the group. */
  addOption(label: string, value: string, details: ChoiceDetails = {}): this {
    this.data.options.push({ label, value, ...details });
    return this;
  }

  /** The fewest that must be ticked: 0 to 10. @defaultValue `1` */
  minValues(minValues: number): this {
    this.data.min_values = minValues;
    return this;
  }

  /** The most that may be ticked: 1 to 10. @defaultValue the number of options */
  maxValues(maxValues: number): this {
    this.data.max_values = maxValues;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APICheckboxGroupComponent {
    return checked(copyJson(this.data), modalComponentSchema, "checkbox group", options);
  }
}

/**
 * Yes or no.
 * @see {@link https://docs.discord.com/developers/components/reference#checkbox | Discord Docs/Checkbox}
 */
export class CheckboxBuilder {
  readonly #data: APICheckboxComponent = { type: 23, custom_id: "" };

  /** The name of the value in the submitted modal: 1 to 100 characters, unique in the modal. */
  customId(customId: string): this {
    this.#data.custom_id = customId;
    return this;
  }

  /** Ticked from the start. @defaultValue `false` */
  default(ticked = true): this {
    this.#data.default = ticked;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APICheckboxComponent {
    return checked({ ...this.#data }, modalComponentSchema, "checkbox", options);
  }
}

/** `image`, `video`, `audio`, or an ending such as `.pdf`. */
export type FileType = "image" | "video" | "audio" | `.${string}`;

/**
 * Files to upload.
 * @see {@link https://docs.discord.com/developers/components/reference#file-upload | Discord Docs/File Upload}
 */
export class FileUploadBuilder extends FieldBuilder<APIFileUploadComponent> {
  constructor() {
    super({ type: 19, custom_id: "" });
  }

  /** The fewest: 0 to 10. @defaultValue `1` */
  minValues(minValues: number): this {
    this.data.min_values = minValues;
    return this;
  }

  /** The most: 1 to 10. @defaultValue `1` */
  maxValues(maxValues: number): this {
    this.data.max_values = maxValues;
    return this;
  }

  /** Offers files of these types only, by their endings; at most 10. */
  fileTypes(...types: readonly FileType[]): this {
    this.data.file_types = [...types];
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APIFileUploadComponent {
    return checked(copyJson(this.data), modalComponentSchema, "file upload", options);
  }
}
