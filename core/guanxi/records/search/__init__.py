"""Search: grams of texts kept inside every change, and questions that find only what the gate allows."""
