// What Node costs by itself: a module with nothing in it.
export {};
