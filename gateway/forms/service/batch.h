// Many inputs at once: threads with their own working memory, results in the order of the inputs, memory that
// does not grow with their number, nor with the size of NDJSON files. An error of one input does not affect
// the others.
#pragma once

#include "gateway/forms/service/input.h"
#include "gateway/forms/service/outcome.h"
#include "gateway/forms/service/workspace.h"

#include <functional>
#include <span>

namespace renkei::service {

// Runs in several threads. `early` takes outcomes that are not the last one of the input.
using Job = std::function<Outcome(Workspace&, const Input&, const Sink& early)>;

// Makes what one thread works with; called in that thread.
using MakeJob = std::function<std::function<Outcome(const Input&, const Sink& early)>()>;

inline constexpr unsigned max_threads = 256; // more are not started, however many are asked for

// Of an NDJSON file that is worked on in parts.
enum class Delivery : std::uint8_t {
    as_a_whole, // the parts are one input: the last outcome has the findings and the status of all of it
    by_lines, // each outcome has what was found in its lines; standard input is not waited for to fill a part
};

// `sink` is called in this thread, input by input.
void run_batch(std::span<const std::filesystem::path> paths, unsigned threads, const MakeJob& make,
               const Sink& sink, Delivery delivery = Delivery::as_a_whole);
// The same with a worker for each thread.
void run_batch(const catalogue::Catalogue& catalogue, std::span<const std::filesystem::path> paths,
               unsigned threads, const Job& job, const Sink& sink);

} // namespace renkei::service
