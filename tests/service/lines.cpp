#include "tests/service/lines.h"

#include <algorithm>
#include <filesystem>

namespace renkei::service::test {

BoundedLines::Read stream(std::string bytes, std::size_t at_once) {
    return [bytes = std::move(bytes), at_once, at = std::size_t{0}](std::span<char> room) mutable {
        const std::size_t n = std::min({room.size(), at_once, bytes.size() - at});
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), n, room.begin());
        at += n;
        return diag::Result<std::size_t>(n);
    };
}

Answered answer(const std::string& input, const LineJob& job, const LineWorkerSettings& settings,
                std::size_t at_once) {
    std::string out;
    LineWorker worker(settings, job, stream(input, at_once), [&](std::string_view answers) {
        out += answers;
        return true;
    });
    Answered all{.end = worker.run()};
    while (!out.empty()) {
        const std::size_t end = out.find('\n');
        EXPECT_NE(end, std::string::npos) << "an answer is a whole line";
        all.lines.push_back(out.substr(0, end));
        out.erase(0, end == std::string::npos ? end : end + 1);
    }
    return all;
}

std::string refusal_of(const Answered& answers, std::size_t line) {
    const Json found = answers[line];
    EXPECT_EQ(found["ok"], false);
    EXPECT_EQ(found["output"], nullptr);
    return found["findings"].at(0)["id"];
}

std::vector<Input> inputs_of_kit() {
    std::vector<Input> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(RENKEI_KIT)) {
        const std::string ending = entry.path().extension().string();
        const bool is_input = ending == ".csv" || ending == ".CSV" || ending == ".json" || ending == ".xml";
        if (is_input && entry.path().parent_path() != RENKEI_KIT) {
            out.push_back(*read_input(entry.path()));
            out.back().name = entry.path().filename().string();
        }
    }
    EXPECT_GT(out.size(), 300U);
    return out;
}

} // namespace renkei::service::test
