// requirements.tsv, out of titles.tsv and the sources that common.yaml names.
#include "gateway/core/base/file.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/conform/kit_sources.h"
#include "generated/messages/conform.h"

#include <fmt/format.h>

namespace renkei::conform {
namespace {

namespace message = diag::message;

class RequirementTable {
public:
    explicit RequirementTable(const yaml::Node& sources) : sources_(sources) {}

    diag::Result<void> add(std::string_view kind, std::string_view key, std::string_view title,
                           std::string_view source, const diag::Where& where) {
        BothLanguages sentence;
        std::string_view paper;
        if (!source.empty()) {
            const yaml::Node* const named = sources_.get(source);
            if (named == nullptr) {
                return diag::fail(message::conform_kit_source, where, {std::string(source)});
            }
            TRY(const yaml::Node* const rule, required_child(*named, "rule"));
            TRY(sentence.japanese, required_text(*rule, "ja"));
            TRY(sentence.english, required_text(*rule, "en"));
            paper = named->text_of("where");
        }
        out_ += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", kind, key, title, sentence.japanese, sentence.english,
                            paper);
        return {};
    }

    std::string take() { return std::move(out_); }

private:
    const yaml::Node& sources_;
    std::string out_ = "kind\tkey\ttitle\tja\ten\twhere\n";
};

} // namespace

diag::Result<std::string> requirements_file(const KitSources& sources) {
    const yaml::Node& common = sources.scenarios().common();
    TRY(const yaml::Node* const named, required_child(common, "sources"));
    RequirementTable out(*named);
    const std::filesystem::path file = sources.folder() / "titles.tsv";
    TRY(const std::string titles, base::read_file(file));
    std::string_view rest = titles;
    text::next_part(rest, '\n'); // the head
    for (std::uint32_t number = 2; !rest.empty(); ++number) {
        std::string_view line = text::next_part(rest, '\n');
        const std::string_view clause = text::next_part(line, '\t');
        const std::string_view title = text::next_part(line, '\t');
        TRY_VOID(out.add("title", clause, title, line, {.file = file.string(), .line = number}));
    }
    for (const std::string_view kind : {"forms", "findings"}) {
        TRY(const yaml::Node* const list, required_child(common, kind));
        for (std::size_t i = 0; i < list->children.size(); ++i) {
            const yaml::Node& source = list->children[i];
            TRY_VOID(
                out.add(kind.substr(0, kind.size() - 1), list->keys[i], "", source.text, source.where()));
        }
    }
    return out.take();
}

} // namespace renkei::conform
