// The output of documents: standard output, one file, or a directory with one file each or one for each kind.
// Files are written completely or not at all, and overwritten only on request; documents in one file can be
// read again together.
#pragma once

#include "gateway/core/base/file.h"
#include "gateway/forms/service/outcome.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace renkei::cli {

struct OutputSettings {
    std::string path{}; // -o; empty or "-": standard output
    bool join = false;
    bool overwrite = false;
    bool skip_existing = false; // files that exist stay as they are, which is reported
    bool pretty = false;
    bool is_one_of_many = false; // it rests between inputs, and its folder has been tidied
    bool in_background = false;  // files of a directory are brought to disk while others are made
};

class Output {
public:
    // The outcome of an input with the names of the files of its documents: called when these are on disk. If
    // they cannot be written, the outcome has the error.
    using Done =
        std::function<void(const service::Outcome& outcome, const std::vector<std::string>& written)>;

    virtual ~Output() = default;
    // In the thread that made the outcome, before add(): the part of the work that needs nothing of other
    // inputs.
    virtual void prepare(service::Outcome& outcome) { (void)outcome; }
    // The documents of an input, or of a part of it (is_last false). Documents of a refused input are not
    // written.
    virtual void add(service::Outcome outcome) = 0;
    // After the last input. The error is one of the output as a whole.
    virtual diag::Result<void> finish() = 0;
};

// `many`: there may be several inputs. Fails if they cannot go to one file.
diag::Result<std::unique_ptr<Output>> open_output(const OutputSettings& settings, bool many,
                                                  Output::Done done);

// A document as it is written; `made` holds it where it is not as it came.
std::string_view bytes_of(const service::OutputDocument& document, bool pretty, std::string& made);

// The kinds of output that open_output() chooses from.
// standard output, a file
std::unique_ptr<Output> one_stream(const OutputSettings& settings, Output::Done done);
std::unique_ptr<Output> directory(const OutputSettings& settings, Output::Done done);
std::unique_ptr<Output> joined_directory(const OutputSettings& settings, Output::Done done);

} // namespace renkei::cli
