#include "gateway/app/cli/output.h"

#include "gateway/core/json/line_guess.h"
#include "gateway/core/json/writer.h"
#include "generated/messages/cli.h"

#include <filesystem>

namespace renkei::cli {
namespace {

bool is_directory(const std::string& path) {
    std::error_code none;
    return path.ends_with('/') || fs::is_directory(path, none);
}

} // namespace

std::string_view bytes_of(const service::OutputDocument& document, bool pretty, std::string& made) {
    if (!pretty || !document.is_json) {
        return document.bytes;
    }
    made = json::pretty(document.bytes);
    if (!made.ends_with('\n')) {
        made += '\n';
    }
    return made;
}

diag::Result<std::unique_ptr<Output>> open_output(const OutputSettings& settings, bool many,
                                                  Output::Done done) {
    if (settings.overwrite && settings.skip_existing) {
        return diag::fail(message::usage_wrong, {}, {"--overwrite, --skip-existing"});
    }
    if (settings.path.empty() || settings.path == "-") {
        return one_stream(settings, std::move(done));
    }
    std::error_code none;
    const bool exists = fs::exists(settings.path, none);
    const bool can_be_one_file = !many || settings.join || json::is_named_by_line(settings.path);
    if (is_directory(settings.path) || (!can_be_one_file && !exists)) {
        return settings.join ? joined_directory(settings, std::move(done))
                             : directory(settings, std::move(done));
    }
    if (!can_be_one_file) {
        return diag::fail(message::usage_many_to_file, {}, {settings.path});
    }
    return one_stream(settings, std::move(done));
}

} // namespace renkei::cli
