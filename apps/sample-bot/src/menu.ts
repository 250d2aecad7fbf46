/** What the coffee bar serves. */
export const drinks = ["Espresso", "Americano", "Cappuccino", "Flat white", "Latte", "Mocha", "Filter coffee"] as const;

export const sizes = ["small", "medium", "large"] as const;

export const milks = { whole: "Whole", oat: "Oat", soy: "Soy", none: "None" } as const;
