#include "gateway/forms/html/boxes.h"

#include "gateway/core/text/words.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::html {
namespace {

constexpr std::string_view types[] = {"text", "text", "date", "month", "datetime-local"}; // by BoxLook
constexpr std::size_t least_of_table = 3;

bool has_word(std::string_view words, std::string_view word) {
    while (!words.empty()) {
        if (text::next_part(words, ' ') == word) {
            return true;
        }
    }
    return false;
}

class Boxes {
public:
    Boxes(std::span<const Box> boxes, std::string_view focused) : boxes_(boxes), focused_(focused) {}

    std::string run() {
        for (std::size_t i = 0; i < boxes_.size();) {
            const std::size_t end = end_of_question(i);
            if (end - i > 1) {
                out_ += "<fieldset class=\"q\"><legend>";
                append_text(out_, boxes_[i].question);
                out_ += "</legend>\n";
            }
            add_all(i, end);
            out_ += end - i > 1 ? "</fieldset>\n" : "";
            i = end;
        }
        return std::move(out_);
    }

private:
    std::size_t end_of_question(std::size_t begin) const {
        std::size_t end = begin + 1;
        while (!boxes_[begin].question.empty() && end < boxes_.size() &&
               boxes_[end].question == boxes_[begin].question) {
            ++end;
        }
        return end;
    }

    void add_all(std::size_t begin, std::size_t end) {
        while (begin < end) {
            std::size_t same = begin;
            while (same < end && boxes_[same].look == BoxLook::picks &&
                   boxes_[same].choices == boxes_[begin].choices) {
                ++same;
            }
            if (same - begin >= least_of_table) {
                add_table(boxes_.subspan(begin, same - begin));
                begin = same;
            } else {
                add(boxes_[begin++]);
            }
        }
    }

    // Name, id and state of a control.
    void attributes(const Box& box) {
        out_ += " id=\"";
        append_text(out_, box.name);
        out_ += "\" name=\"";
        append_text(out_, box.name);
        out_ += "\"";
        out_ += box.is_needed ? " required" : "";
        if (!box.error.empty()) {
            out_ += " aria-invalid=\"true\"";
        }
        if (!box.error.empty() || !box.hint.empty()) {
            out_ += " aria-describedby=\"";
            append_text(out_, box.name);
            out_ += box.error.empty() ? "-h\"" : "-e\"";
        }
        out_ += box.name == focused_ ? " autofocus" : "";
    }

    void options(const Box& box) {
        for (const auto& [value, words] : box.choices) {
            out_ += "<option value=\"";
            append_text(out_, value);
            out_ += value == box.value ? "\" selected>" : "\">";
            append_text(out_, words);
            out_ += "</option>";
        }
    }

    void control(const Box& box) {
        if (box.look == BoxLook::choice) {
            out_ += "<select";
            attributes(box);
            out_ += "><option value=\"\">";
            out_ += box.nothing;
            out_ += "</option>";
            options(box);
            out_ += "</select>";
            return;
        }
        if (box.look == BoxLook::paragraph) {
            out_ += "<textarea rows=\"3\"";
            attributes(box);
            out_ += " autocomplete=\"off\">\n"; // the first line break is not part of the text
            append_text(out_, box.value);
            out_ += "</textarea>";
            return;
        }
        const bool is_offered = box.look == BoxLook::offered;
        out_ += "<input type=\"";
        out_ += is_offered ? std::string_view("text") : types[static_cast<std::size_t>(box.look)];
        out_ += "\"";
        attributes(box);
        out_ += " value=\"";
        append_text(out_, box.value);
        out_ += "\" autocomplete=\"off\"";
        out_ += box.look == BoxLook::number ? " inputmode=\"numeric\"" : "";
        if (is_offered) {
            const std::string list = escaped(box.name) + "-c";
            out_ += " list=\"" + list + "\"><datalist id=\"" + list + "\">";
            options(box);
            out_ += "</datalist>";
        } else {
            out_ += ">";
        }
    }

    // One of several controls of a box; the first has its id.
    void pick(const Box& box, std::string_view type, std::string_view value, std::string_view words,
              bool is_chosen, bool is_first, std::string_view unseen) {
        out_ += "<label class=\"choice\"><input type=\"";
        out_ += type;
        out_ += "\"";
        if (is_first) {
            attributes(box);
        } else {
            out_ += " name=\"";
            append_text(out_, box.name);
            out_ += "\"";
        }
        out_ += " value=\"";
        append_text(out_, value);
        out_ += is_chosen ? "\" checked>" : "\">";
        out_ += unseen.empty() ? "<span>" : "<span class=\"vh\">";
        if (!unseen.empty()) {
            append_text(out_, unseen);
            out_ += "：";
        }
        append_text(out_, words);
        out_ += "</span></label>";
    }

    void all_picks(const Box& box) {
        const bool is_one = box.look == BoxLook::picks;
        out_ += "<div class=\"choices\">";
        bool is_first = true;
        for (const auto& [value, words] : box.choices) {
            pick(box, is_one ? "radio" : "checkbox", value, words,
                 is_one ? value == box.value : has_word(box.value, value), is_first, {});
            is_first = false;
        }
        if (is_one) {
            pick(box, "radio", "", box.nothing, box.value.empty(), is_first, {});
        }
        out_ += "</div>";
    }

    void heading(const Box& box) {
        append_text(out_, box.label);
        out_ += box.is_needed ? "<span class=\"must\">必須</span>" : "";
        out_ += box.is_restricted ? " " + std::string(restricted_tag) : "";
    }

    void note(const Box& box, std::string_view look, std::string_view id, std::string_view unseen,
              std::string_view text) {
        if (!text.empty()) {
            out_ += fmt::format("<span class=\"{}\" id=\"{}{}\">{}", look, escaped(box.name), id, unseen);
            append_text(out_, text);
            out_ += "</span>";
        }
    }

    void notes(const Box& box) {
        note(box, "hint", "-h", "", box.hint);
        note(box, "err", "-e", "<span class=\"vh\">エラー：</span>", box.error);
    }

    void confirmation(const Box& box) {
        if (!box.confirm.empty()) {
            out_ += fmt::format("<label class=\"choice\"><input type=\"checkbox\" name=\"{}\" value=\"1\"{}>"
                                "<span><span class=\"vh\">{}：</span>この内容でよい</span></label>",
                                escaped(box.confirm), box.is_confirmed ? " checked" : "", escaped(box.label));
        }
    }

    static std::string_view state_of(const Box& box) {
        const bool is_open = !box.confirm.empty() && !box.is_confirmed;
        return !box.error.empty() ? " bad" : is_open ? " carried" : "";
    }

    void add(const Box& box) {
        const std::string look = fmt::format("q{}", state_of(box));
        if (box.look == BoxLook::ticks || box.look == BoxLook::picks) {
            out_ += fmt::format("<fieldset class=\"{}\"><legend>", look);
            heading(box);
            out_ += "</legend>";
            notes(box);
            all_picks(box);
            confirmation(box);
            out_ += "</fieldset>\n";
            return;
        }
        out_ += fmt::format("<div class=\"{}\">", look);
        if (box.look == BoxLook::tick) {
            notes(box);
            out_ += "<label class=\"choice\"><input type=\"checkbox\"";
            attributes(box);
            out_ += box.value == "1" ? " value=\"1\" checked><span>" : " value=\"1\"><span>";
            append_text(out_, box.label);
            out_ += "</span></label></div>\n";
            return;
        }
        out_ += "<label for=\"";
        append_text(out_, box.name);
        out_ += "\">";
        heading(box);
        out_ += "</label>";
        notes(box);
        control(box);
        confirmation(box);
        out_ += "</div>\n";
    }

    void add_table(std::span<const Box> rows) {
        const Box& first = rows.front();
        out_ += "<div class=\"scroll\"><table class=\"scale\"><thead><tr><th scope=\"col\">項目</th>";
        for (const auto& [value, words] : first.choices) {
            out_ += "<th scope=\"col\">" + escaped(words) + "</th>";
        }
        out_ += fmt::format("<th scope=\"col\">{}</th></tr></thead><tbody>\n", first.nothing);
        for (const Box& row : rows) {
            out_ += state_of(row).empty()
                        ? std::string("<tr><th scope=\"row\">")
                        : fmt::format("<tr class=\"{}\"><th scope=\"row\">", state_of(row).substr(1));
            heading(row);
            notes(row);
            confirmation(row);
            out_ += "</th>";
            bool is_first = true;
            for (const auto& [value, words] : row.choices) {
                out_ += "<td>";
                pick(row, "radio", value, words, value == row.value, is_first, row.label);
                out_ += "</td>";
                is_first = false;
            }
            out_ += "<td>";
            pick(row, "radio", "", row.nothing, row.value.empty(), false, row.label);
            out_ += "</td></tr>\n";
        }
        out_ += "</tbody></table></div>\n";
    }

    std::span<const Box> boxes_;
    std::string_view focused_;
    std::string out_{};
};

} // namespace

std::string boxes_html(std::span<const Box> boxes, std::string_view focused) {
    return Boxes(boxes, focused).run();
}

std::string hidden_fields(const HiddenFields& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        out += "<input type=\"hidden\" name=\"";
        append_text(out, name);
        out += "\" value=\"";
        append_text(out, value);
        out += "\">";
    }
    return out;
}

std::string box_errors(std::span<const BoxError> errors, std::string_view title) {
    if (errors.empty()) {
        return {};
    }
    std::string out = fmt::format("<div class=\"errsum\" role=\"alert\">\n<h2>{}</h2>\n<ul>",
                                  fmt::format(fmt::runtime(title), errors.size()));
    for (const BoxError& each : errors) {
        out += fmt::format("<li><a href=\"#{}\">{}：{}</a></li>", escaped(each.name), escaped(each.label),
                           escaped(each.error));
    }
    return out + "</ul>\n</div>\n";
}

} // namespace renkei::html
