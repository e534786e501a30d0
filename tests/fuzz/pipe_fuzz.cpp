// Any bytes as lines of the line worker: each line has one answer, which is one line of JSON with its number;
// the answers are the same in whatever pieces the bytes come.
#include "gateway/core/json/parser.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/line_worker.h"

#include "tests/fuzz/mappings.h"
#include "tests/fuzz/target.h"

#include <algorithm>
#include <string>

namespace renkei::fuzz::pipe_fuzz {

namespace {

// Small, so that inputs have lines that are longer.
constexpr std::size_t longest_line = 1U << 16U;

std::string answers_to(std::string_view bytes, std::size_t at_once) {
    static service::Workspace workspace(fuzz::catalogue(), RENKEI_BINARY "/share/r4.defs");
    std::string out;
    std::size_t at = 0;
    service::LineWorker worker(
        {.answer = {}, .longest_line = longest_line},
        [](const service::Input& input) { return service::convert(workspace, input, {}); },
        [&](std::span<char> room) {
            const std::size_t n = std::min({room.size(), at_once, bytes.size() - at});
            std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), n, room.begin());
            at += n;
            return diag::Result<std::size_t>(n);
        },
        [&](std::string_view answers) {
            out += answers;
            return true;
        });
    require(worker.run().has_value(), "no line ends the stream");
    return out;
}

void require_answers(const std::string& answers, std::size_t lines) {
    static json::Parser parser;
    static json::Tree tree;
    json::Lines all(answers);
    std::size_t answered = 0;
    while (const std::optional<json::Line> line = all.next_line()) {
        ++answered;
        require(line->text.find('\r') == std::string_view::npos, "an answer has no line break of its own");
        require(parser.parse(line->text, tree).has_value(), "an answer is JSON");
        const json::NodeId number = tree.child(json::Tree::root, "line");
        require(number != json::no_node && tree.text(number) == std::to_string(answered),
                "answers are in order");
    }
    require(answered == lines, "each line has one answer");
}

} // namespace

FUZZ_TARGET(pipe)(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const bool has_rest = !bytes.empty() && !bytes.ends_with('\n');
    const auto lines = static_cast<std::size_t>(std::ranges::count(bytes, '\n')) + (has_rest ? 1 : 0);
    const std::string answers = answers_to(bytes, bytes.size() + 1);
    require_answers(answers, lines);
    fuzz::require_same(answers, answers_to(bytes, 1 + size % 977), "pieces change nothing");
    return 0;
}

} // namespace renkei::fuzz::pipe_fuzz
