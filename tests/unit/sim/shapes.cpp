#include "tests/unit/sim/shapes.hpp"

#include <simdjson.h>

namespace mdc::sim {
namespace {

std::string shape(const simdjson::dom::element& element) {
    using Type = simdjson::dom::element_type;
    switch (element.type()) {
        case Type::OBJECT: {
            std::string text = "{";
            for (const auto [key, value] : simdjson::dom::object(element)) {
                text += (text.size() > 1 ? ",\"" : "\"") + std::string(key) + "\":" + shape(value);
            }
            return text + "}";
        }
        case Type::ARRAY: {
            std::string text;
            std::string last;
            for (const auto value : simdjson::dom::array(element)) {
                const auto one = shape(value);
                if (one != last) text += (text.empty() ? "" : ",") + one;
                last = one;
            }
            return "[" + text + "]";
        }
        case Type::STRING:
            return "text";
        case Type::BOOL:
            return "bool";
        case Type::NULL_VALUE:
            return "null";
        case Type::DOUBLE:
            return "fraction";
        default:
            return "int";
    }
}

}  // namespace

std::string shape_of(std::string_view json) {
    simdjson::dom::parser parser;
    simdjson::dom::element element;
    if (parser.parse(json.data(), json.size()).get(element)) return "no JSON";
    return shape(element);
}

std::string with_full_sides(std::string shape, std::string_view element) {
    for (auto at = shape.find("[]"); at != std::string::npos; at = shape.find("[]")) {
        shape.replace(at, 2, element);
    }
    return shape;
}

}  // namespace mdc::sim
