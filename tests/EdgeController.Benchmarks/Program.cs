using EdgeController.Benchmarks;

return await Command.RunAsync(args);
