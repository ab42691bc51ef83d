// A thread that ends without having been told to.
throw new Error('broken on purpose')
