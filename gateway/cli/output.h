// Where documents go: standard output, one file, or a directory with one file each. Nothing is written half, nothing is
// overwritten unless that was asked for.
#pragma once

#include "gateway/base/file.h"
#include "gateway/service/outcome.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace renkei::cli {

struct OutputSettings {
    std::string path{};  // -o; empty or "-": standard output
    bool join = false;
    bool overwrite = false;
    bool pretty = false;
};

class Output {
public:
    virtual ~Output() = default;
    // Writes the documents of one input; the names of files written are added to `written`.
    virtual diag::Result<void> put(const std::vector<service::Document>& documents, std::vector<std::string>& written) = 0;
    // After the last input.
    virtual diag::Result<void> finish() = 0;
};

// `many`: there may be several inputs. Fails if they cannot go to one file.
diag::Result<std::unique_ptr<Output>> open_output(const OutputSettings& settings, bool many);

}  // namespace renkei::cli
